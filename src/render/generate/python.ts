import type { Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { docLines } from '../types.ts'
import { classNamesOf } from './classNames.ts'
import { publicDetails, readsSuccesses, toErrorData } from './errorData.ts'
import { markerOf } from './marker.ts'
import { runtimes } from './runtimes.ts'

/** A Python module for clients (3.9 and later, standard library only): data, typed exceptions, and the runtime that reads responses. */
export function toPython (catalog: Catalog): string {
  const entries = [...catalog.entries.values()]
  const classes = classNamesOf(entries)
  const data = toErrorData(catalog)
  return `${[
    `${markerOf('#')} Change the catalog, then generate it again.`,
    '"""Read the failures of an API as exceptions, and decide about retries."""',
    '',
    runtimes.python.trimEnd(),
    '',
    '',
    `_DATA: Dict[str, Any] = ${literal({ ...data, readsSuccesses: readsSuccesses(data) }, '')}`,
    ...[...new Set(classes.values())].flatMap(name => classLines(name, entries.filter(({ code }) => classes.get(code) === name))),
    '',
    '',
    'CLASSES: Dict[str, Type[ApiError]] = {',
    ...[...classes].map(([code, name]) => `    ${literal(code, '')}: ${name},`),
    '}',
    '"""The class of each code."""'
  ].join('\n')}\n`
}

function classLines (name: string, entries: readonly Entry[]): string[] {
  const typed = entries.filter(entry => publicDetails(entry).length > 0).map(entry => detailsName(name, entry, entries))
  const types = [...typed, ...typed.length < entries.length ? ['Mapping[str, Any]'] : []]
  return [
    ...entries.flatMap(entry => detailsLines(name, entry, entries)),
    '',
    '',
    `class ${name}(ApiError):`,
    ...docString(entries),
    '',
    `    code: Literal[${entries.map(({ code }) => literal(code, '')).join(', ')}]`,
    `    details: ${types.length === 1 ? types[0] : `Union[${types.join(', ')}]`}`
  ]
}

function detailsName (name: string, { code }: Entry, entries: readonly Entry[]): string {
  const base = name.replace(/Error$/, '')
  return entries.length === 1 ? `${base}Details` : `${base}${entries.findIndex(entry => entry.code === code) + 1}Details`
}

function detailsLines (name: string, entry: Entry, entries: readonly Entry[]): string[] {
  const details = publicDetails(entry)
  if (details.length === 0) return []
  const type = detailsName(name, entry, entries)
  return [
    '',
    '',
    `${type} = TypedDict(`,
    `    "${type}", {${details.map(({ name, schema }) => `${literal(name, '')}: ${typeOf(schema)}`).join(', ')}}, total=False`,
    ')'
  ]
}

function docString (entries: readonly Entry[]): string[] {
  const lines = entries.flatMap((entry, index) => [
    ...index === 0 ? [] : [''],
    ...entries.length === 1 ? [] : [`${entry.code}:`],
    ...docLines(entry)
  ])
  const text = lines.map(line => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))
  return [`    """${text[0]}`, ...text.slice(1).map(line => line === '' ? '' : `    ${line}`), '    """']
}

/** A JSON Schema of a detail as the type of the parsed value. */
function typeOf (schema: JsonSchema): string {
  const values = 'const' in schema ? [schema['const']] : schema['enum'] as unknown[] | undefined
  if (values !== undefined) {
    return values.every(value => value === null || ['string', 'boolean'].includes(typeof value) || Number.isInteger(value))
      ? `Literal[${values.map(value => literal(value, '')).join(', ')}]`
      : 'Any'
  }
  const parts = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (parts !== undefined) return union(parts.map(typeOf))
  const types = [schema['type'] ?? []].flat() as string[]
  return types.length === 0
    ? 'Any'
    : union(types.map(type =>
      type === 'array' ? `List[${typeOf((schema['items'] ?? {}) as JsonSchema)}]` : plainTypes[type as keyof typeof plainTypes]))
}

const plainTypes = { string: 'str', integer: 'int', number: 'float', boolean: 'bool', null: 'None', object: 'Dict[str, Any]' } as const

function union (types: readonly string[]): string {
  const distinct = [...new Set(types)]
  return distinct.length === 1 ? distinct[0] as string : `Union[${distinct.join(', ')}]`
}

/** Data as a Python literal: members that fit stay in one line. */
function literal (value: unknown, indent: string): string {
  const flat = flatLiteral(value)
  if (flat.length + indent.length <= 120 || typeof value !== 'object' || value === null) return flat
  const within = `${indent}    `
  const lines = Array.isArray(value)
    ? value.map(item => `${within}${literal(item, within)},\n`)
    : Object.entries(value).map(([name, item]) => `${within}${JSON.stringify(name)}: ${literal(item, within)},\n`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.join('')}${indent}${close}`
}

function flatLiteral (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${flatLiteral(item)}`).join(', ')}}`
  }
  if (value === null) return 'None'
  return typeof value === 'boolean' ? value ? 'True' : 'False' : JSON.stringify(value)
}
