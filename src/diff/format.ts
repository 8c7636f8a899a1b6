import { counted } from '../support/counted.ts'
import type { Change } from './compare.ts'
import { diffRules, levels, type Level } from './rules.ts'

/** What a comparison found. */
export interface Comparison {
  readonly changes: readonly Change[]
  /** How many codes the old and the new catalog have. */
  readonly codes: readonly [old: number, next: number]
}

/** The part of a version that the changes raise. */
export function requiredBump (changes: readonly Change[]): 'major' | 'minor' | 'patch' {
  if (changes.some(({ level }) => level === 'breaking')) return 'major'
  return changes.some(({ level }) => level !== 'text') ? 'minor' : 'patch'
}

/** Whether one version to the next is at least the bump; before 1.0.0 a minor version may break. */
export function suffices (bump: 'major' | 'minor' | 'patch', from: readonly number[], to: readonly number[]): boolean {
  const raised = [0, 1, 2].find(part => from[part] !== to[part])
  if (raised === undefined || Number(to[raised]) < Number(from[raised])) return false
  const needed = { major: from[0] === 0 ? 1 : 0, minor: 1, patch: 2 }[bump]
  return raised <= needed
}

/** The changes for people, the most dangerous first; the last line says how much was compared. */
export function toText ({ changes, codes }: Comparison): string {
  const lines = sorted(changes).map(change =>
    `${change.level.padEnd(8)}  ${change.rule}  ${subjectOf(change)}${valuesOf(change)}\n          ${diffRules[change.rule].sentence}\n`)
  const counts = levels.map(level => counted(changes.filter(change => change.level === level).length, `${level} change`)).join(', ')
  return `${lines.join('')}${lines.length === 0 ? '' : '\n'}requires: ` +
    `${requiredBump(changes)}\ncompared ${codes[0]} with ${counted(codes[1], 'code')} by ${Object.keys(diffRules).length} rules: ` +
    `${counts}\n`
}

const headings: Readonly<Record<Level, string>> = { breaking: 'Breaking changes', risky: 'Risky changes', safe: 'Additions', text: 'Texts' }

/** The changes as Markdown, grouped for a release page. */
export function toMarkdown ({ changes }: Comparison): string {
  const sections = levels.flatMap(level => {
    const rows = changes.filter(change => change.level === level)
      .map(change => `- ${subjectOf(change, '`')}${valuesOf(change, '`')}: ${change.rule}. ${diffRules[change.rule].sentence}\n`)
    return rows.length === 0 ? [] : [`## ${headings[level]}\n\n${rows.join('')}`]
  })
  return sections.length === 0 ? 'No changes.\n' : sections.join('\n')
}

/** The changes as annotations of GitHub Actions on a file. */
export function toGithub ({ changes }: Comparison, file: string): string {
  return sorted(changes).filter(({ level }) => level !== 'text').map(change => {
    const kind = change.level === 'breaking' ? 'error' : change.level === 'risky' ? 'warning' : 'notice'
    return `::${kind} ` +
      `file=${escapeProperty(file)},title=${change.rule}::` +
      `${escapeData(`${subjectOf(change)}${valuesOf(change)}. ${diffRules[change.rule].sentence}`)}\n`
  }).join('')
}

/** What the workflow commands of GitHub take as syntax. */
function escapeData (text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty (text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function sorted (changes: readonly Change[]): Change[] {
  return [...changes].sort((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level))
}

function subjectOf ({ code, subject }: Change, quote = ''): string {
  const names = [code, subject].filter(name => name !== undefined)
  return names.length === 0 ? 'the catalog' : names.map(name => `${quote}${name}${quote}`).join(' ')
}

function valuesOf (change: Change, quote = ''): string {
  const values = [change.old, change.new]
    .filter(value => value !== undefined && change.rule !== 'text-changed')
    .map(value => `${quote}${typeof value === 'string' ? value : JSON.stringify(value)}${quote}`)
  return values.length === 0 ? '' : ` (${values.join(' → ')})`
}
