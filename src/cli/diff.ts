import type { Promised } from '../diff/change.ts'
import type { DiffFormat } from '../diff/formats.ts'
import { fails, type Comparison } from '../diff/comparison.ts'
import { toGithub } from '../diff/github.ts'
import { toJunit } from '../diff/junit.ts'
import { toMarkdown } from '../diff/markdown.ts'
import type { LocatedChange } from '../diff/places.ts'
import type { Level } from '../diff/rules.ts'
import { toSummary, toText } from '../diff/text.ts'
import { requiredBump, suffices } from '../diff/version.ts'
import { toText as toDiagnosticText } from '../source/diagnostic.ts'
import { compareSides } from './compareSides.ts'
import { toJson, type Outcome } from './outcome.ts'

export interface DiffOptions {
  /** Exit with 3 if a change has this level or a more dangerous one. */
  readonly failOn: Level
  readonly promise: Promised
  readonly format: DiffFormat
  /** The versions of the two sides, each as three numbers. */
  readonly versions?: readonly [from: readonly number[], to: readonly number[]]
}

/** Compare two versions of a catalog and say what clients will notice. */
export async function diff (oldSide: string, newSide: string, { failOn, promise, format, versions }: DiffOptions): Promise<Outcome> {
  const comparison = await compareSides(oldSide, newSide, promise)
  if ('code' in comparison) return comparison
  const print: Readonly<Record<DiffFormat, () => string>> = {
    text: () => toText(comparison),
    json: () => toJson(toData(comparison)),
    markdown: () => toMarkdown(comparison),
    github: () => toGithub(comparison),
    junit: () => toJunit(comparison, failOn)
  }
  const requires = requiredBump(comparison.changes)
  const isEnough = versions === undefined || requires === undefined || suffices(requires, ...versions)
  const [from, to] = versions?.map(version => version.join('.')) ?? []
  // A version that the changes allow is what makes a breaking change fit to release.
  const isRefused = versions === undefined ? comparison.changes.some(change => fails(change, failOn)) : !isEnough
  const warnings = comparison.unused.map(({ message, place }) => `${toDiagnosticText({ level: 'warning', message, place, path: [] })}\n`)
  return {
    code: isRefused ? 3 : 0,
    stdout: print[format](),
    stderr: [
      comparison.warnings,
      ...warnings,
      ...format === 'text' ? [] : [toSummary(comparison)],
      ...isEnough ? [] : [`the changes require a ${requires} version, but ${from} → ${to} is less\n`]
    ].join('')
  }
}

function toData ({ changes, unused, old, next }: Comparison) {
  return {
    requires: requiredBump(changes) ?? null,
    codes: [old.entries.size, next.entries.size],
    changes: changes.map(({ keys: _, ...change }: LocatedChange) => change),
    unusedApprovals: unused
  }
}
