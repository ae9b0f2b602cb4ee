/** The image of the Dockerfile, built by buildah over an image of this machine's own programs, for no registry is near. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

export type Image = {
  /** Its file system. */
  readonly root: string
  readonly config: {
    readonly User: string
    readonly Env: readonly string[]
    readonly Cmd: readonly string[]
    readonly Healthcheck: { readonly Test: readonly string[] }
    readonly WorkingDir: string
  }
}

export function buildImage(folder: string): Image {
  const base = baseFolder(join(folder, 'base'))
  const buildah = (...args: string[]) => {
    const places = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')]
    const how = { encoding: 'utf8', maxBuffer: 1 << 26 } as const
    const { status, stdout, stderr } = spawnSync(
      'buildah',
      [...places, '--storage-driver', 'vfs', ...args],
      how,
    )
    expect(status, stderr).toBe(0)
    return stdout.trim()
  }
  const build = ['build', '--isolation', 'chroot', '--format', 'docker', '--pull-never']
  buildah(...build, '-t', 'localhost/base', base)
  const mounts = ['/usr:/usr:ro', '/etc/ssl:/etc/ssl:ro', `${join(homedir(), '.npm')}:/root/.npm`]
  mkdirSync(join(homedir(), '.npm'), { recursive: true })
  const over = ['--build-arg', 'NODE=localhost/base', ...mounts.flatMap((mount) => ['-v', mount])]
  buildah(...build, ...over, '-t', 'yingda', '.')
  const { Docker } = JSON.parse(buildah('inspect', '--type', 'image', 'yingda')) as {
    Docker: { config: Image['config'] }
  }
  return { root: buildah('mount', buildah('from', '--pull-never', 'yingda')), config: Docker.config }
}

/** Debian's folders, empty but for who is who: the programs are mounted from this machine. */
function baseFolder(folder: string): string {
  const root = join(folder, 'root')
  for (const name of ['usr', 'etc/ssl', 'tmp', 'var', 'proc', 'dev', 'root'])
    mkdirSync(join(root, name), { recursive: true })
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) symlinkSync(`usr/${name}`, join(root, name))
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n')
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n')
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY root/ /\n')
  return folder
}
