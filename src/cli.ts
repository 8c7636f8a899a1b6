#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { Command } from 'commander'
import { counted, type Diagnostic } from './catalog/diagnostic.ts'
import { list } from './commands/list.ts'
import { toJson, type Outcome } from './commands/outcome.ts'
import { defaultPath, readCatalogs } from './commands/readCatalogs.ts'
import { report } from './commands/report.ts'

const source = ['[catalog]', 'path of a catalog (with #name for one of several), - for stdin, or a shipped one such as http', defaultPath] as const

const program = new Command('error-catalog')
  .description('Read, check and list error catalogs.')
  .version(versionOf(['../package.json', '../../package.json']), '--version', 'print the version')
  .addHelpText('after', '\nExit codes: 0 done · 1 the catalog has mistakes, or lacks what was asked for · 2 the command was not understood')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

program.command('list')
  .description('print every code of a catalog')
  .argument(...source)
  .option('--json', 'print an array of entries')
  .action(async (given: string, options: object) => finish(await list(given, options)))

program.command('lint')
  .description('tell every mistake in a catalog, with its place')
  .argument(...source)
  .option('--json', 'print an array of diagnostics')
  .option('--strict', 'exit with 1 on warnings too')
  .action(async (path: string, { json = false, strict = false }: { json?: boolean, strict?: boolean }) => {
    const { catalogs, diagnostics } = await readCatalogs(path)
    const failing = strict ? diagnostics : diagnostics.filter(({ level }) => level === 'error')
    const entries = counted(catalogs.reduce((sum, { entries }) => sum + entries.size, 0), 'code')
    const verdict = failing.length === 0 ? `${path}: ${counted(catalogs.length, 'catalog')}, ${entries}, fit to serve\n` : ''
    finish({ code: failing.length === 0 ? 0 : 1, stdout: json ? toJson(diagnostics.map(toData)) : `${report(diagnostics)}${verdict}` })
  })

function toData ({ level, message, path, place: { file, line, column } }: Diagnostic) {
  return { level, file, line, column, path: path.join('.'), message }
}

function finish ({ code, stdout = '', stderr = '' }: Outcome) {
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = code
}

/** Beside src in the repository, above dist/esm in the package. */
function versionOf (places: readonly string[]): string {
  const file = places.map(place => new URL(place, import.meta.url)).find(file => existsSync(file)) as URL
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

// A reader that goes away early (| head) is no mistake of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

await program.parseAsync()
