import { STATUS_CODES } from 'node:http'
import { docsUrl, type Catalog } from '../catalog/catalog.ts'
import { deprecationOf } from '../catalog/deprecation.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Body } from './bodies.ts'
import { escapeControls, escapeJson } from '../support/escapeControls.ts'
import { retryMeanings } from './retry.ts'
import { toTable } from './table.ts'
import { memberText } from './typeText.ts'

/** The response of a code: the part that `explain` prints. */
export interface Reply {
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly bodies: readonly Body[]
}

/** The meaning and the response of a code as text. */
export function toExplanation (catalog: Catalog, entry: Entry, { headers, bodies }: Reply): string {
  const { name } = catalog
  return [
    ...name === '' ? [] : [`# ${escapeControls(name)}\n`],
    `${escapeControls(entry.code)}: ${titleOf(entry.status)}\n${escapeControls(entry.message.text)}\n`,
    `\n${toTable(factsOf(catalog, entry, headers))}`,
    ...bodies.map(({ envelope, contentType, text }) =>
      `\n${escapeControls(envelope)}, ${contentType}\n${escapeJson(JSON.stringify(JSON.parse(text), null, 2))}\n`)
  ].join('')
}

/** `409 Conflict`. */
export function titleOf (status: number): string {
  return [status, STATUS_CODES[status] ?? []].flat().join(' ')
}

/** Why a deprecated entry should not be used, and its replacement; `undefined` if it is not deprecated. */
export function deprecationText (entry: Entry): string | undefined {
  const deprecation = deprecationOf(entry)
  if (deprecation === undefined) return undefined
  const { reason, replacedBy } = deprecation
  return [reason ?? [], replacedBy === undefined ? [] : `Use ${replacedBy}.`].flat().join(' ')
}

function factsOf (catalog: Catalog, entry: Entry, headers: Reply['headers']): string[][] {
  const { meaning, causes, action, retry, details, group, since, sdk, aliases } = entry
  const facts: ReadonlyArray<readonly [label: string, lines: readonly string[]]> = [
    ['deprecated', [deprecationText(entry) ?? []].flat().map(text => text === '' ? 'yes' : text)],
    ['meaning', [meaning ?? []].flat()],
    ['causes', causes],
    ['action', [action ?? []].flat()],
    ['retry', [`${retry} (${retryMeanings[retry]})`]],
    ['details', details.map(detail => `${memberText(detail)}${detail.private ? ' (logged, never sent)' : ''}`)],
    ['headers', headers.map(([name, value]) => `${name}: ${value}`)],
    ['page', [docsUrl(catalog, entry) ?? []].flat()],
    ['group', [group ?? []].flat()],
    ['since', [since ?? []].flat()],
    ['class', [sdk ?? []].flat()],
    ['once', aliases]
  ]
  return facts.flatMap(([label, lines]) => lines.map((line, index) => [index === 0 ? label : '', line]))
}
