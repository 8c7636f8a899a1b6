import type { Place } from '../source/diagnostic.ts'
import { escapeControls } from '../support/escapeControls.ts'
import type { Change } from './change.ts'
import type { LocatedChange } from './places.ts'

/** The changed code and part; empty for a change of the whole catalog. */
export function subjectsOf ({ code, subject }: Pick<Change, 'code' | 'subject'>): string[] {
  return [code, subject].filter(name => name !== undefined).map(escapeControls)
}

export function subjectOf (change: Pick<Change, 'code' | 'subject'>): string {
  return subjectsOf(change).join(' ') || 'the catalog'
}

/** The values before and after the change, if it has any. */
export function valueTexts (change: Pick<Change, 'old' | 'new'>): string[] {
  return [change.old, change.new]
    .filter(value => value !== undefined)
    .map(value => escapeControls(typeof value === 'string' ? value : JSON.stringify(value)))
}

/** ` (409 → 410)`, or nothing for changes without values. */
export function valuesOf (change: Pick<Change, 'old' | 'new'>): string {
  const values = valueTexts(change)
  return values.length === 0 ? '' : ` (${values.join(' → ')})`
}

/** `old.yaml:12:3 → new.yaml:14:5` */
export function placesOf ({ places }: Pick<LocatedChange, 'places'>): string {
  return `${placeText(places.old)} → ${placeText(places.new)}`
}

function placeText ({ file, line, column }: Place): string {
  return escapeControls(line === undefined ? file : `${file}:${line}:${column}`)
}
