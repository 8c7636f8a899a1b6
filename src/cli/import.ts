import { dirname, join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import type { Merged } from '../importing/combine.ts'
import type { Unread } from '../importing/found.ts'
import { readFiles, type FilesRead } from '../importing/readFiles.ts'
import { toDraft } from '../importing/toDraft.ts'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { counted } from '../support/counted.ts'
import { escapeControls } from '../support/escapeControls.ts'
import { toJson, type Outcome } from './outcome.ts'
import { pathFrom, readProject, schemaPath } from './project.ts'
import { readSound } from './readCatalogs.ts'

export interface ImportOptions {
  /** The file to write; `-` for stdout. */
  readonly output: string
  /** Compare with this catalog and write nothing. */
  readonly check?: string
  readonly force?: boolean
  readonly json?: boolean
  readonly version: string
}

/** Draft a catalog from what describes the errors of an API today, or compare that with a catalog. */
export async function importErrors (
  paths: readonly string[], { output, check, force = false, json = false, version }: ImportOptions
): Promise<Outcome> {
  const found = await readFiles(paths)
  if (found.faults.length > 0) return { code: 1, stderr: found.faults.map(fault => `${escapeControls(fault)}\n`).join('') }
  if (check !== undefined) return await compare(found, check, json)
  const summary = `${counted(found.errors.length, 'code')} in ${counted(found.files, 'file')}\n${sayUnread(found.unread)}`
  if (found.errors.length === 0) return { code: 1, stderr: summary }
  const text = toDraft(found, schemaPath(output === '-' ? '.' : dirname(output), version))
  if (output === '-') return json ? { code: 0, stdout: toJson({ text, unread: found.unread }) } : { code: 0, stdout: text, stderr: summary }
  const old = textOf(output)
  const fault = old !== undefined && old !== text && !force
    ? 'exists: use --force to overwrite it, or name another file'
    : replaceFile(output, text, old)
  if (fault !== undefined) return { code: 1, stderr: `${output} ${fault}\n` }
  return json
    ? { code: 0, stdout: toJson({ file: output, codes: found.errors.length, unread: found.unread }) }
    : { code: 0, stdout: nextSteps(output), stderr: `${summary}${output} was written.\n` }
}

/** What to run and to write next, in the project of this folder. */
function nextSteps (output: string): string {
  const { modules, isTypeScript, missing } = readProject('.')
  const catalog = pathFrom('.', output)
  const types = join(dirname(catalog), 'error-catalog.d.ts').replaceAll('\\', '/')
  const commands = [
    ...missing.length === 0 ? [] : [`npm install ${missing.join(' ')}`],
    `npx error-catalog lint ${catalog}`,
    ...isTypeScript ? [`npx error-catalog types ${catalog} -o ${types}`] : []
  ]
  const path = `'${catalog.replaceAll("'", "\\'")}'`
  const lines = modules === 'commonjs' && !isTypeScript
    ? [`app.register(require('fastify-error-catalog'), { catalog: ${path} })`]
    : ["import errorCatalog from 'fastify-error-catalog'", `app.register(errorCatalog, { catalog: ${path} })`]
  const indent = (lines: readonly string[]) => lines.map(line => `  ${line}\n`).join('')
  return `\nRead the catalog, then run:\n\n${indent(commands)}\nIn the server, before its routes:\n\n${indent(lines)}`
}

function sayUnread (unread: readonly Unread[]): string {
  if (unread.length === 0) return ''
  return `\nNot imported:\n${unread.map(({ file, line, reason }) => `  ${escapeControls(`${file}:${line}  ${reason}`)}\n`).join('')}\n`
}

interface Difference {
  readonly code: string
  readonly message: string
  readonly places: Merged['places']
}

async function compare ({ errors, unread }: FilesRead, given: string, json: boolean): Promise<Outcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const differences = differencesOf(errors, reading.catalogs)
  const code = differences.length === 0 ? 0 : 1
  if (json) return { code, stdout: toJson({ differences, unread }) }
  const lines = differences.map(({ message, places }) =>
    `${[...places.slice(0, 1).map(({ file, line }) => `${file}:${line}`), message].map(escapeControls).join('  ')}\n`)
  const verdict = code === 0
    ? `${given} has all ${counted(errors.length, 'code')} with the same statuses\n`
    : `\n${counted(differences.length, 'difference')}\n`
  return { code, stdout: `${lines.join('')}${verdict}`, stderr: sayUnread(unread) }
}

/** Codes that the catalogs lack, or have with another status, and codes that nothing describes. */
function differencesOf (errors: readonly Merged[], catalogs: readonly Catalog[]): Difference[] {
  const entries = new Map(catalogs.flatMap(({ entries, aliases }) => [
    ...entries, ...[...aliases].map(([alias, code]) => [alias, entries.get(code) as NonNullable<ReturnType<typeof entries.get>>] as const)
  ]))
  return errors.flatMap(({ code, status, places }) => {
    const entry = entries.get(code)
    if (entry === undefined) return [{ code, places, message: `"${code}" with the status ${status} is not in the catalog` }]
    return entry.status === status
      ? []
      : [{ code, places, message: `"${code}" has the status ${status}, and ${entry.status} in the catalog` }]
  })
}
