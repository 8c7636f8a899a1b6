import type { Promised } from '../diff/change.ts'
import type { DiffFormat } from '../diff/formats.ts'
import type { Comparison } from '../diff/comparison.ts'
import { toGithub } from '../diff/github.ts'
import { toJunit } from '../diff/junit.ts'
import { toMarkdown } from '../diff/markdown.ts'
import type { LocatedChange } from '../diff/places.ts'
import type { Level } from '../diff/rules.ts'
import { toSummary, toText } from '../diff/text.ts'
import { judge, type Verdict } from '../diff/verdict.ts'
import { requiredBump, type Version } from '../diff/version.ts'
import { toText as toDiagnosticText } from '../source/diagnostic.ts'
import { compareSides } from './compareSides.ts'
import { toJson, type Outcome } from './outcome.ts'

export interface DiffOptions {
  /** Exit with 3 if a change has this level or a more dangerous one. */
  readonly failOn: Level
  readonly promise: Promised
  readonly format: DiffFormat
  /** The versions of the two sides. */
  readonly versions?: readonly [from: Version, to: Version]
}

/** Compare two versions of a catalog and say what clients will notice. */
export async function diff (oldSide: string, newSide: string, { failOn, promise, format, versions }: DiffOptions): Promise<Outcome> {
  const comparison = await compareSides(oldSide, newSide, promise)
  if ('code' in comparison) return comparison
  const verdict = judge(comparison, failOn, versions)
  const print: Readonly<Record<DiffFormat, () => string>> = {
    text: () => toText(comparison),
    json: () => toJson(toData(comparison, verdict)),
    markdown: () => toMarkdown(comparison, verdict),
    github: () => toGithub(comparison, verdict),
    junit: () => toJunit(comparison, verdict)
  }
  const warnings = comparison.unused.map(({ message, place }) => `${toDiagnosticText({ level: 'warning', message, place, path: [] })}\n`)
  return {
    code: verdict.isRefused ? 3 : 0,
    stdout: print[format](),
    stderr: [
      comparison.warnings,
      ...warnings,
      ...format === 'text' ? [] : [toSummary(comparison)],
      ...verdict.reason === undefined ? [] : [`${verdict.reason}\n`]
    ].join('')
  }
}

function toData ({ changes, unused, old, next }: Comparison, { isRefused, reason }: Verdict) {
  return {
    requires: requiredBump(changes) ?? null,
    refused: isRefused,
    ...reason === undefined ? {} : { reason },
    codes: [old.entries.size, next.entries.size],
    changes: changes.map(({ keys: _, ...change }: LocatedChange) => change),
    unusedApprovals: unused
  }
}
