import type { Change } from './change.ts'

export type Bump = 'major' | 'minor' | 'patch'

/** The part of a version that the changes raise; undefined without changes. An approval does not change what clients notice. */
export function requiredBump (changes: readonly Change[]): Bump | undefined {
  if (changes.some(({ level }) => level === 'breaking')) return 'major'
  if (changes.some(({ level }) => level !== 'text')) return 'minor'
  return changes.length === 0 ? undefined : 'patch'
}

/** The three numbers of a semantic version such as `1.4.0` or `v1.4.0-rc.1`. */
export function parseVersion (text: string): number[] | undefined {
  const [, ...parts] = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(text) ?? []
  return parts.length === 0 ? undefined : parts.map(Number)
}

/** Whether the step from one version to the next is at least the bump; before 1.0.0 a minor version may break. */
export function suffices (bump: Bump, from: readonly number[], to: readonly number[]): boolean {
  const raised = [0, 1, 2].find(part => from[part] !== to[part])
  if (raised === undefined || Number(to[raised]) < Number(from[raised])) return false
  const needed = { major: from[0] === 0 ? 1 : 0, minor: 1, patch: 2 }[bump]
  return raised <= needed
}
