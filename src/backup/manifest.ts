/** The list of what a backup consists of: it is written last, and tells a whole backup from any other folder. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError, messageOf } from '../errors.ts'

const LIST = 'backup.json'
const file = z.object({ name: z.string().regex(/^[\w.-]+$/), bytes: z.number(), sha256: z.string() })
const schema = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  server: z.string(),
  dumpedBy: z.enum(['mariadb', 'mysql']),
  files: z.array(file),
})
export type Manifest = z.infer<typeof schema>
type Part = Manifest['files'][number]

export async function writeManifest(
  folder: string,
  { names, ...about }: Omit<Manifest, 'format' | 'files'> & { readonly names: readonly string[] },
): Promise<void> {
  const files = await Promise.all(names.map((name) => partOf(folder, name)))
  const manifest: Manifest = { format: 1, ...about, files }
  const list = await open(join(folder, LIST), 'wx', 0o600)
  await list.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
  await list.sync()
  await list.close()
}

/** Throws BACKUP_UNUSABLE unless every byte is as it was written. */
export async function readManifest(folder: string): Promise<Manifest> {
  const unusable = (why: string, cause?: unknown) =>
    new AppError('BACKUP_UNUSABLE', `${folder} 不是完整的备份：${why}`, { cause })
  const manifest = await readFile(join(folder, LIST), 'utf8')
    .then((text) => schema.parse(JSON.parse(text)))
    .catch((cause: unknown) => {
      if (!existsSync(folder)) throw new AppError('BACKUP_UNUSABLE', `没有 ${folder} 这个目录`, { cause })
      throw unusable(
        `读不懂 ${LIST}（${cause instanceof z.ZodError ? '格式不对' : messageOf(cause)}）`,
        cause,
      )
    })
  for (const wanted of manifest.files) {
    const found = await partOf(folder, wanted.name).catch((cause: unknown) => {
      throw unusable(`读不了 ${wanted.name}（${messageOf(cause)}）`, cause)
    })
    if (found.bytes !== wanted.bytes)
      throw unusable(`${wanted.name} 应有 ${wanted.bytes} 字节，实际是 ${found.bytes}`)
    if (found.sha256 !== wanted.sha256) throw unusable(`${wanted.name} 的内容变了`)
  }
  return manifest
}

async function partOf(folder: string, name: string): Promise<Part> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(createReadStream(join(folder, name)), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
  })
  return { name, bytes, sha256: hash.digest('hex') }
}
