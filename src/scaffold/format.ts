import { AppError } from '../errors.ts'

/** As the project formats its files; throws PRETTIER_MISSING. */
export async function format(source: string, filepath: string): Promise<string> {
  const prettier = await import('prettier').catch((cause: unknown) => {
    throw new AppError('PRETTIER_MISSING', '没有安装 prettier', { cause })
  })
  return prettier.format(source, { ...(await prettier.resolveConfig(filepath)), filepath })
}
