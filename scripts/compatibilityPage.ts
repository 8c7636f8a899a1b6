import { readFileSync } from 'node:fs'

/** One library that a test runs with the package. */
export interface Tested {
  readonly library: string
  /** The name in interop/package.json, if it differs: aliases install several versions of a library. */
  readonly package?: string
  /** The place of its installation: `root` for the packages of the repository itself, or a workspace of interop/. */
  readonly from?: 'root' | 'nestjs-12'
  readonly works: string
  /** The name of a page of docs/guides. */
  readonly guide?: string
  readonly test: string
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))

/** The libraries that tests run with the package, by group. */
export const groups = read('interop/compatibility.json') as ReadonlyArray<{ readonly group: string, readonly rows: readonly Tested[] }>

const { devDependencies } = read('interop/package.json') as { devDependencies: Record<string, string> }
const { dependencies } = read('interop/nestjs-12/package.json') as { dependencies: Record<string, string> }
const { packages } = read('package-lock.json') as { packages: Record<string, { version: string } | undefined> }

/** The version that the test runs with. @throws for a library that is not installed in one exact version. */
export function versionOf ({ library, package: name = library, from }: Tested): string {
  const installed = from === 'root' ? packages[`node_modules/${name}`]?.version : from === undefined ? devDependencies[name] : dependencies[name]
  const [version] = /\d+\.\d+\.\d+[\w.-]*$/.exec(installed ?? '') ?? []
  if (version === undefined || /[\^~]/.test(installed as string)) throw new Error(`interop/package.json pins no exact version of ${name}`)
  return version
}

/** docs/reference/compatibility.md: the table of libraries. */
export function compatibilityPage (): string {
  return `# Compatibility

For people who check whether the package works with a library: the versions that tests run, what works, and the guide. Generated from
\`interop/compatibility.json\`; a test fails where a row has no test or no exact version. The tests run in CI on Node.js 20, the oldest version that
is supported.

${groups.map(({ group, rows }) => `## ${group}\n\n| library | version | what works | guide | test |\n|---|---|---|---|---|\n${rows.map(toRow).join('\n')}`).join('\n\n')}
`
}

function toRow (row: Tested): string {
  const { library, works, guide, test } = row
  const link = guide === undefined ? '' : `[${guide}](../guides/${guide}.md)`
  return `| \`${library}\` | ${versionOf(row)} | ${works} | ${link} | \`${test}\` |`
}
