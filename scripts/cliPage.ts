import type { Outcome } from '../src/cli/outcome.ts'
import { createProgram } from '../src/cli/program.ts'

/** docs/reference/cli.md with the current output of the command below each `run:`. */
export async function fillCliPage (page: string): Promise<string> {
  const runs = /<!-- run: (.+?) -->\n```text\n[^]*?```\n/g
  const printed = new Map(await Promise.all([...page.matchAll(runs)].map(async ([, args = '']) => [args, await printedBy(args.split(' '))] as const)))
  return page.replace(runs, (_, args: string) => `<!-- run: ${args} -->\n\`\`\`text\n${printed.get(args)}\`\`\`\n`)
}

/** The output of a command line on a terminal of 100 columns. */
async function printedBy (args: readonly string[]): Promise<string> {
  let printed = ''
  const write = (text: string) => { printed += text }
  const program = createProgram('', ({ stdout = '', stderr = '' }: Outcome) => write(stdout + stderr))
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, getOutHelpWidth: () => 100 })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    // Commander throws after it has printed help.
    if ((error as { exitCode?: number }).exitCode !== 0) throw error
  }
  return printed
}
