import { fails, type Comparison } from './comparison.ts'
import type { LocatedChange } from './places.ts'
import type { Level } from './rules.ts'
import { requiredBump, suffices, type Version } from './version.ts'

/** Whether the changes are refused. The exit code and all formats use it. */
export interface Verdict {
  readonly isRefused: boolean
  /** Whether a change alone is a reason to refuse. */
  readonly fails: (change: LocatedChange) => boolean
  /** The step between two versions, if they decide: `1.0.0 → 1.1.0`. */
  readonly step?: string
  /** Why this step is refused. */
  readonly reason?: string
}

/** Judge changes by the step between two versions, or else by their levels. */
export function judge (
  { changes }: Pick<Comparison, 'changes'>, failOn: Level, versions?: readonly [from: Version, to: Version]
): Verdict {
  if (versions === undefined) return { isRefused: changes.some(change => fails(change, failOn)), fails: change => fails(change, failOn) }
  const step = versions.map(({ text }) => text).join(' → ')
  const requires = requiredBump(changes)
  // A version that the changes allow is what makes a breaking change fit to release.
  const isRefused = requires !== undefined && !suffices(requires, ...versions)
  const reason = `the changes require a ${requires} version, but ${step} is less`
  return { isRefused, fails: () => false, step, ...isRefused ? { reason } : {} }
}
