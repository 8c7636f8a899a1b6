import { escapeControls } from '../support/escapeControls.ts'
import { counted } from '../support/counted.ts'
import { diffRuleNames } from '../format/diffRuleNames.ts'
import { diffRules, levels } from './rules.ts'
import { sorted, type Comparison } from './comparison.ts'
import type { LocatedChange } from './places.ts'
import { requiredBump } from './version.ts'
import { placesOf, subjectOf, valuesOf } from './wording.ts'

/** The changes for people, the most dangerous first; the last line says how much was compared. */
export function toText (comparison: Comparison): string {
  const { changes } = comparison
  const lines = sorted(changes).map(toLines)
  return [
    ...lines,
    ...lines.length === 0 ? [] : ['\n'],
    `requires: ${requiredBump(changes) ?? 'nothing'}\n`,
    toSummary(comparison)
  ].join('')
}

/** How much was compared and found, on one line: no output may look as if nothing was compared. */
export function toSummary ({ changes, old, next }: Comparison): string {
  const open = changes.filter(({ approved }) => approved === undefined)
  const approved = changes.length - open.length
  const counts = [
    ...levels.map(level => counted(open.filter(change => change.level === level).length, `${level} change`)),
    ...approved === 0 ? [] : [`${approved} approved`]
  ]
  return `compared ${old.entries.size} with ${counted(next.entries.size, 'code')} by ${diffRuleNames.length} rules: ${counts.join(', ')}\n`
}

function toLines (change: LocatedChange): string {
  const { rule, level, approved } = change
  const margin = ' '.repeat(10)
  const reason = approved === undefined ? diffRules[rule].sentence : escapeControls(`Approved ${level} change: ${approved}`)
  return `${(approved === undefined ? level : 'approved').padEnd(8)}  ${rule}  ${subjectOf(change)}${valuesOf(change)}\n` +
    `${margin}${placesOf(change)}\n${margin}${reason}\n`
}
