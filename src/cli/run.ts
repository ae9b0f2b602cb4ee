/** The command line: one file a command, and one place that tells what went wrong. */
import { AppError } from '../errors.ts'
import { helpFor } from './help.js'

type Command = (args: string[]) => Promise<void>

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  ask: async () => (await import('./ask.ts')).askCommand,
  fan: async () => (await import('./fan.ts')).fanCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  rules: async () => (await import('./rules.ts')).rulesCommand,
  new: async () => (await import('./new.ts')).newCommand,
  import: async () => (await import('./import.ts')).importCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  backup: async () => (await import('./backup.ts')).backupCommand,
  restore: async () => (await import('./restore.ts')).restoreCommand,
}

export async function run([name = 'serve', ...args]: string[]): Promise<void> {
  // `| head` has read enough; but a server answers on when its output, which a rule may write to, is a full disk.
  process.stdout.on('error', () => name !== 'serve' && process.exit())
  try {
    const help = await helpFor([name, ...args])
    if (help !== undefined) return void process.stdout.write(help)
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!load) throw new AppError('COMMAND_UNKNOWN', `没有叫 ${name} 的命令`)
    const command = await load()
    await command(args)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`✗ ${error.message}\n  → ${error.hint}\n  ${error.code}，见 docs/errors.md\n`)
    process.exitCode = 1
  }
}
