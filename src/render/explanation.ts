import { STATUS_CODES } from 'node:http'
import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Body } from './bodies.ts'
import { escapeControls, escapeJson } from '../support/escapeControls.ts'
import { retryMeanings } from './retry.ts'
import { toTable } from './table.ts'
import { memberText } from './typeText.ts'

/** How a failure of a code leaves: what `explain` shows of it. */
export interface Reply {
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly bodies: readonly Body[]
}

/** What a code means and how it is answered, for people. */
export function toExplanation ({ name }: Catalog, entry: Entry, { headers, bodies }: Reply): string {
  return [
    ...name === '' ? [] : [`# ${escapeControls(name)}\n`],
    `${escapeControls(entry.code)}: ${titleOf(entry.status)}\n${escapeControls(entry.message.text)}\n`,
    `\n${toTable(factsOf(entry, headers))}`,
    ...bodies.map(({ envelope, contentType, text }) => `\n${escapeControls(envelope)}, ${contentType}\n${escapeJson(text)}\n`)
  ].join('')
}

/** `409 Conflict`. */
export function titleOf (status: number): string {
  return [status, STATUS_CODES[status] ?? []].flat().join(' ')
}

/** Why a deprecated entry is no longer to be used, and what to use instead; `undefined` where it is not deprecated. */
export function deprecationOf ({ deprecated, replacedBy }: Entry): string | undefined {
  if (replacedBy === undefined && (deprecated ?? false) === false) return undefined
  return [typeof deprecated === 'string' ? deprecated : [], replacedBy === undefined ? [] : `Use ${replacedBy}.`].flat().join(' ')
}

function factsOf (entry: Entry, headers: Reply['headers']): string[][] {
  const { meaning, causes, action, retry, details, group, since, sdk, aliases } = entry
  const facts: ReadonlyArray<readonly [label: string, lines: readonly string[]]> = [
    ['deprecated', [deprecationOf(entry) ?? []].flat().map(text => text === '' ? 'yes' : text)],
    ['meaning', [meaning ?? []].flat()],
    ['causes', causes],
    ['action', [action ?? []].flat()],
    ['retry', [`${retry} (${retryMeanings[retry]})`]],
    ['details', details.map(detail => `${memberText(detail)}${detail.private ? ' (logged, never sent)' : ''}`)],
    ['headers', headers.map(([name, value]) => `${name}: ${value}`)],
    ['group', [group ?? []].flat()],
    ['since', [since ?? []].flat()],
    ['class', [sdk ?? []].flat()],
    ['once', aliases]
  ]
  return facts.flatMap(([label, lines]) => lines.map((line, index) => [index === 0 ? label : '', line]))
}
