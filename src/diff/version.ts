import type { Change } from './change.ts'

export type Bump = 'major' | 'minor' | 'patch'

/** A semantic version such as `1.4.0` or `v1.4.0-rc.1`. */
export interface Version {
  /** Without a leading `v`. */
  readonly text: string
  readonly numbers: readonly number[]
  /** The identifiers of a pre-release; empty for a release. */
  readonly preRelease: readonly string[]
}

/** The part of a version that the changes raise; undefined without changes. An approval does not change what clients notice. */
export function requiredBump (changes: readonly Change[]): Bump | undefined {
  if (changes.some(({ level }) => level === 'breaking')) return 'major'
  if (changes.some(({ level }) => level !== 'text')) return 'minor'
  return changes.length === 0 ? undefined : 'patch'
}

export function parseVersion (given: string): Version | undefined {
  const [, text, major, minor, patch, preRelease] = /^v?((\d+)\.(\d+)\.(\d+)(?:-([\da-z.-]+))?(?:\+[\da-z.-]+)?)$/i.exec(given) ?? []
  if (text === undefined) return undefined
  return { text, numbers: [major, minor, patch].map(Number), preRelease: preRelease?.split('.') ?? [] }
}

/**
 * Whether the step from one version to the next is at least the bump; before 1.0.0 a minor version may break.
 *
 * A pre-release promises nothing yet: its next pre-release, and its release, may have any change.
 */
export function suffices (bump: Bump, { numbers: from, preRelease }: Version, { numbers: to, preRelease: next }: Version): boolean {
  const raised = [0, 1, 2].find(part => from[part] !== to[part])
  if (raised === undefined) return isLater(preRelease, next)
  if (Number(to[raised]) < Number(from[raised])) return false
  const needed = { major: from[0] === 0 ? 1 : 0, minor: 1, patch: 2 }[bump]
  return raised <= needed
}

/** Whether the second of two pre-releases of one version is later; a release is later than its pre-releases. */
function isLater (one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return one.length > other.length
  const at = other.findIndex((part, index) => part !== one[index])
  const [before, after] = [one[at], other[at]]
  // Fewer identifiers come before more, numbers before words.
  if (before === undefined || after === undefined) return after !== undefined
  const [isNumber, isNumberToo] = [before, after].map(part => /^\d+$/.test(part))
  if (isNumber !== isNumberToo) return isNumber === true
  return isNumber === true ? Number(before) < Number(after) : before < after
}
