#!/usr/bin/env node
import { Command } from 'commander'
import { counted, toText, type Diagnostic } from './catalog/diagnostic.ts'
import { lintCatalogs } from './envelope/load.ts'
import { toRows, toTable } from './generate/list.ts'
import { lint } from './lint/lint.ts'

const program = new Command('error-catalog')
  .description('Read, check and list error catalogs.')
  .addHelpText('after', '\nExit codes: 0 done · 1 the catalog has mistakes · 2 the command was not understood')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
const source = ['[catalog]', 'path of a catalog, with #name for one of several', './catalog.yaml'] as const

program.command('list')
  .description('print every code of a catalog')
  .argument(...source)
  .option('--json', 'print an array of entries')
  .action(async (path: string, { json = false }: { json?: boolean }) => {
    const { catalogs, diagnostics } = await lintCatalogs(path)
    const errors = diagnostics.filter(({ level }) => level === 'error')
    if (errors.length > 0) {
      print(process.stderr, report(errors))
      process.exitCode = 1
    } else {
      print(process.stdout, json ? `${JSON.stringify(toRows(catalogs), null, 2)}\n` : toTable(catalogs))
    }
  })

program.command('lint')
  .description('tell every mistake in a catalog, with its place')
  .argument(...source)
  .option('--json', 'print an array of diagnostics')
  .option('--strict', 'exit with 1 on warnings too')
  .option('--fix', 'correct in the files what changes nothing that is sent')
  .action(async (path: string, { json = false, strict = false, fix = false }: { json?: boolean, strict?: boolean, fix?: boolean }) => {
    const { catalogs, diagnostics, fixed } = await lint(() => lintCatalogs(path), { fix })
    const failing = strict ? diagnostics : diagnostics.filter(({ level }) => level === 'error')
    if (json) {
      print(process.stdout, `${JSON.stringify([...fixed.map(each => ({ ...toJson(each), fixed: true })), ...diagnostics.map(toJson)], null, 2)}\n`)
    } else {
      const entries = counted(catalogs.reduce((sum, { entries }) => sum + entries.size, 0), 'code')
      print(process.stdout, `${fixed.map(toFixed).join('')}${report(diagnostics)}${failing.length === 0 ? `${path}: ${counted(catalogs.length, 'catalog')}, ${entries}, fit to serve\n` : ''}`)
    }
    process.exitCode = failing.length === 0 ? 0 : 1
  })

function report (diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return ''
  const errors = diagnostics.filter(({ level }) => level === 'error').length
  const counts = [counted(errors, 'mistake'), counted(diagnostics.length - errors, 'warning')]
  return `${diagnostics.map(toText).join('\n')}\n\n${counts.join(', ')}\n`
}

function toJson ({ level, rule, message, path, place: { file, line, column } }: Diagnostic) {
  return { level, rule, file, line, column, path: path.join('.'), message }
}

function toFixed ({ rule, message, place: { file, line, column } }: Diagnostic): string {
  return `${file}:${line}:${column}  fixed: ${message} (${rule})\n`
}

function print (stream: NodeJS.WriteStream, text: string) {
  stream.write(text)
}

// A reader that goes away early (| head) is no mistake of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

await program.parseAsync()
