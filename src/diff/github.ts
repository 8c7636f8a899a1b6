import type { Place } from '../source/diagnostic.ts'
import { diffRules, type Level } from './rules.ts'
import { sorted, type Comparison } from './comparison.ts'
import type { Verdict } from './verdict.ts'
import { subjectOf, valuesOf } from './wording.ts'

/** The kinds of changes that are no reason to refuse. */
const kinds: Readonly<Record<Level, string>> = { breaking: 'warning', risky: 'warning', safe: 'notice', text: 'notice' }

/** The changes as annotations of GitHub Actions on lines of the new catalog. Catalogs that are not files have none. */
export function toGithub ({ changes, unused }: Comparison, { fails, reason }: Verdict): string {
  const rows = sorted(changes).filter(change => change.level !== 'text' || fails(change)).map(change => {
    const { rule, level, approved, places } = change
    const reason = approved === undefined ? diffRules[rule].sentence : `Approved: ${approved}`
    const kind = fails(change) ? 'error' : approved === undefined ? kinds[level] : 'notice'
    return annotation(kind, places.new, rule, `${subjectOf(change)}${valuesOf(change)}. ${reason}`)
  })
  const refusal = reason === undefined ? '' : `::error title=version::${escapeData(reason)}\n`
  return [refusal, ...rows, ...unused.map(({ message, place }) => annotation('warning', place, 'unused approval', message))].join('')
}

function annotation (kind: string, { file, line, column }: Place, title: string, message: string): string {
  const at = line === undefined ? [] : [`line=${line}`, `col=${column}`]
  return `::${kind} ${[`file=${escapeProperty(file)}`, ...at, `title=${escapeProperty(title)}`].join(',')}::${escapeData(message)}\n`
}

/** Escape the syntax of GitHub's workflow commands. */
function escapeData (text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty (text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
