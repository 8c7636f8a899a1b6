import type { BlockContent, PhrasingContent } from 'mdast'
import { code, heading, list, paragraph, text, toText } from '../render/pages/markdown.ts'
import { diffRules, levels, type Level } from './rules.ts'
import type { Comparison } from './comparison.ts'
import type { LocatedChange } from './places.ts'
import type { Verdict } from './verdict.ts'
import { requiredBump } from './version.ts'
import { subjectsOf, valueTexts } from './wording.ts'

const headings: Readonly<Record<Level, string>> = {
  breaking: 'Breaking changes', risky: 'Risky changes', safe: 'Safe changes', text: 'Texts'
}

/** The changes as Markdown, grouped by level: a comment of a pull request. */
export function toMarkdown ({ changes }: Comparison, { step, reason }: Verdict): string {
  const sections = levels.flatMap((level): BlockContent[] => {
    const rows = changes.filter(change => change.level === level).map(toRow)
    return rows.length === 0 ? [] : [heading(2, text(headings[level])), list(...rows)]
  })
  const requires = requiredBump(changes)
  const asked = step === undefined ? '' : ` ${step} is ${reason === undefined ? 'enough' : 'less'}.`
  return toText([...sections, paragraph(text(requires === undefined ? 'No changes.' : `Requires a ${requires} version.${asked}`))])
}

function toRow (change: LocatedChange): PhrasingContent[] {
  const { rule, approved, places: { new: { line } } } = change
  const reason = approved === undefined ? diffRules[rule].sentence : `Approved: ${approved}`
  return [...aboutChange(change), text(`: ${rule}${line === undefined ? '' : `, line ${line}`}. ${reason}`)]
}

/** The changed code and part, and both values, as Markdown code. */
export function aboutChange (change: LocatedChange): PhrasingContent[] {
  const subjects = subjectsOf(change)
  return [...subjects.length === 0 ? [text('The catalog')] : separated(subjects.map(code), ' '), ...valuesAsCode(change)]
}

export function valuesAsCode (change: LocatedChange): PhrasingContent[] {
  const values = valueTexts(change).map(code)
  return values.length === 0 ? [] : [text(' ('), ...separated(values, ' → '), text(')')]
}

function separated (items: readonly PhrasingContent[], separator: string): PhrasingContent[] {
  return items.flatMap((item, index) => index === 0 ? [item] : [text(separator), item])
}
