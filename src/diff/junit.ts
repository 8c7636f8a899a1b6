import { escapeControls } from '../support/escapeControls.ts'
import { diffRuleNames } from '../format/diffRuleNames.ts'
import { diffRules } from './rules.ts'
import type { Comparison } from './comparison.ts'
import type { LocatedChange } from './places.ts'
import type { Verdict } from './verdict.ts'
import { placesOf, subjectOf, valuesOf } from './wording.ts'

/** The comparison as JUnit XML: a test case for each change, one for each rule that found none, and one for the version. */
export function toJunit ({ changes }: Comparison, verdict: Verdict): string {
  const { step, reason } = verdict
  const version = step === undefined ? [] : [toVersionCase(step, reason)]
  const rules = diffRuleNames.flatMap(rule => {
    const found = changes.filter(change => change.rule === rule)
    return found.length === 0 ? [`    <testcase classname="${rule}" name="no change"/>`] : found.map(change => toCase(change, verdict))
  })
  const cases = [...version, ...rules]
  const failures = changes.filter(verdict.fails).length + (reason === undefined ? 0 : 1)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="error-catalog diff" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>'
  ].join('\n') + '\n'
}

function toVersionCase (step: string, reason: string | undefined): string {
  const failure = reason === undefined ? '' : `<failure type="version" message="${escapeXml(reason)}"/>`
  return `    <testcase classname="version" name="${escapeXml(step)}">${failure}</testcase>`
}

function toCase (change: LocatedChange, { fails }: Verdict): string {
  const { rule, level, approved } = change
  const head = `    <testcase classname="${rule}" name="${escapeXml(`${subjectOf(change)}${valuesOf(change)}`)}"`
  const text = [placesOf(change), diffRules[rule].sentence, ...approved === undefined ? [] : [`Approved: ${approved}`]].join('\n')
  const body = fails(change)
    ? `<failure type="${level}" message="${escapeXml(diffRules[rule].sentence)}">${escapeXml(text)}</failure>`
    : `<system-out>${escapeXml(text)}</system-out>`
  return `${head}>${body}</testcase>`
}

/** XML has no control characters and no noncharacters, not even as references. */
function escapeXml (text: string): string {
  return text.split('\n').map(escapeControls).join('\n')
    .replace(/[\uFFFE\uFFFF]/g, '?')
    .replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
