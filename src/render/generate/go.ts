import type { Catalog } from '../../catalog/catalog.ts'
import type { Detail } from '../../catalog/detail.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { docLines } from '../types.ts'
import { classNamesOf } from './classNames.ts'
import { publicDetails, readsSuccesses, toErrorData } from './errorData.ts'
import { markerOf } from './marker.ts'
import { runtimes } from './runtimes.ts'

/**
 * A Go package for clients (1.19 and later, standard library only): data, an error type for each code, and the runtime that reads
 * responses.
 */
export function toGo (catalog: Catalog): string {
  const entries = [...catalog.entries.values()]
  const classes = classNamesOf(entries)
  const data = toErrorData(catalog)
  return `${[
    `${markerOf('//')} DO NOT EDIT: change the catalog, then generate it again.`,
    '',
    runtimes.go.trimEnd(),
    '',
    `const catalogText = ${goText(JSON.stringify({ ...data, readsSuccesses: readsSuccesses(data) }))}`,
    ...entries.flatMap(entry => publicDetails(entry).length === 0 ? [] : structLines(detailsName(entry), entry)),
    ...[...new Set(classes.values())].flatMap(name => typeLines(name, entries.filter(({ code }) => classes.get(code) === name))),
    '',
    '// toTyped returns a failure as the error type of its code.',
    'func toTyped(failure *APIError) error {',
    '\tswitch failure.Code {',
    ...entries.flatMap(entry =>
      caseLines(classes.get(entry.code) as string, entry, entries.filter(({ code }) => classes.get(code) === classes.get(entry.code)))),
    '\t}',
    '\treturn failure',
    '}'
  ].join('\n')}\n`
}

/** The name of a code's struct of details. */
function detailsName ({ code }: Pick<Entry, 'code'>): string {
  return `${exported(code)}Details`
}

/** `InvoiceID` is not special: `invoiceId` becomes `InvoiceId`. */
function exported (name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).map(word => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')
  return /^[A-Z]/.test(words) ? words : `X${words}`
}

function structLines (name: string, entry: Entry): string[] {
  return ['', `// ${name} are the details of ${entry.code}.`, `type ${name} struct {`, ...aligned(publicDetails(entry).map(fieldOf)), '}']
}

function fieldOf ({ name, required, schema }: Detail): readonly [string, string, string] {
  const type = typeOf(schema)
  const isPointer = !required && /^(string|int64|float64|bool)$/.test(type)
  return [exported(name), `${isPointer ? '*' : ''}${type}`, `\`json:${goQuoted(`${name}${required ? '' : ',omitempty'}`)}\``]
}

function typeLines (name: string, entries: readonly Entry[]): string[] {
  const [only] = entries as [Entry]
  const details = entries.length === 1 && publicDetails(only).length > 0 ? aligned([['Details', detailsName(only)]]) : []
  return [
    '',
    `// ${name} is the error of ${entries.map(({ code }) => code).join(', ')}.`,
    ...entries.flatMap(entry => ['//', ...docLines(entry).map(line => `// ${line}`.trimEnd())]),
    `type ${name} struct {`,
    '\t*APIError',
    ...details,
    '}',
    '',
    '// Unwrap returns the *APIError, so that errors.As finds it too.',
    `func (e *${name}) Unwrap() error { return e.APIError }`
  ]
}

function caseLines (name: string, entry: Entry, sharing: readonly Entry[]): string[] {
  const hasDetails = sharing.length === 1 && publicDetails(entry).length > 0
  return [
    `\tcase ${goQuoted(entry.code)}:`,
    ...hasDetails
      ? [`\t\ttyped := &${name}{APIError: failure}`, '\t\tunmarshalDetails(failure.RawDetails, &typed.Details)', '\t\treturn typed']
      : [`\t\treturn &${name}{APIError: failure}`]
  ]
}

/** Columns as gofmt aligns them. */
function aligned (rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = [0, 1].map(column => Math.max(...rows.map(row => String(row[column]).length)))
  return rows.map(row => `\t${row.map((cell, column) => column < row.length - 1 ? cell.padEnd(widths[column] as number) : cell).join(' ')}`)
}

/** A JSON Schema of a detail as a Go type; `any` where Go has none. */
function typeOf (schema: JsonSchema): string {
  const values = 'const' in schema ? [schema['const']] : schema['enum'] as unknown[] | undefined
  if (values !== undefined) {
    return values.every(value => typeof value === 'string') ? 'string' : values.every(value => Number.isInteger(value)) ? 'int64' : 'any'
  }
  const parts = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  const types = parts === undefined
    ? [schema['type'] ?? []].flat().map(type => plainTypes[type as string]?.(schema) ?? 'any')
    : parts.map(typeOf)
  const distinct = new Set(types)
  return distinct.size === 1 ? [...distinct][0] as string : 'any'
}

const plainTypes: Readonly<Record<string, (schema: JsonSchema) => string>> = {
  string: () => 'string',
  integer: () => 'int64',
  number: () => 'float64',
  boolean: () => 'bool',
  array: ({ items = {} }) => `[]${typeOf(items as JsonSchema)}`,
  object: () => 'map[string]any'
}

/** A text in double quotes. */
function goQuoted (text: string): string {
  return JSON.stringify(text)
}

/** A long text as a raw string. */
function goText (text: string): string {
  return text.split('`').map(part => `\`${part}\``).join(' + "`" + ')
}
