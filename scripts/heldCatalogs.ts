import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuiltCatalog } from '../src/catalog/reader.ts'
import { compare, fails, type Comparison } from '../src/diff/comparison.ts'
import { parseVersion, requiredBump, suffices, type Version } from '../src/diff/version.ts'
import { subjectOf, valuesOf } from '../src/diff/wording.ts'
import { lintCatalogs } from '../src/envelope/load.ts'

/**
 * The missing steps before the catalogs of a folder may be released, as sentences; none if they may.
 *
 * The folder has `catalog.yaml`, `package.json` and `CHANGELOG.md`; `released/` has the catalogs and the version of the last release.
 */
export async function heldCatalogs (folder: string): Promise<string[]> {
  const [old, next] = [await readAll(join(folder, 'released/catalog.yaml')), await readAll(join(folder, 'catalog.yaml'))]
  const comparisons = new Map<string, Comparison>()
  const missing: string[] = []
  for (const [name, before] of old) {
    const after = next.get(name)
    if (after === undefined) missing.push(`catalog.yaml must have the catalog ${name}, which was released`)
    else comparisons.set(name, await compare(before, after, 'sdk'))
  }
  const { version } = JSON.parse(read(folder, 'package.json')) as { version: string }
  return [
    ...missing,
    ...[...comparisons].flatMap(([name, comparison]) => unapprovedIn(name, comparison)),
    ...versionFault([...comparisons.values()], read(folder, 'released/version').trim(), version),
    ...unnamedIn([...comparisons.values()], version, read(folder, 'CHANGELOG.md'))
  ]
}

function read (folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

async function readAll (file: string): Promise<ReadonlyMap<string, BuiltCatalog>> {
  const { catalogs, built, diagnostics } = await lintCatalogs(file)
  if (diagnostics.length > 0) throw new Error(`${file} is invalid: run npm run catalog -- lint ${file}`)
  return new Map(catalogs.map(catalog => [catalog.name, built.find(each => each.catalog === catalog) as BuiltCatalog]))
}

/** Breaking changes need a reason, also if the version allows them. A reason without a change belongs to the last release. */
function unapprovedIn (name: string, { changes, unused }: Comparison): string[] {
  return [
    ...changes.filter(change => fails(change, 'breaking')).map(change =>
      `${name}: ${change.rule} ${subjectOf(change)}${valuesOf(change)} at line ${change.places.new.line} breaks clients: ` +
        'undo it, or approve it in diff.allow of the catalog'),
    ...unused.map(({ message, place }) => `${name}: ${message} (line ${place.line})`)
  ]
}

function versionFault (comparisons: readonly Comparison[], from: string, to: string): string[] {
  const requires = requiredBump(comparisons.flatMap(({ changes }) => changes))
  const isEnough = requires === undefined || suffices(requires, parseVersion(from) as Version, parseVersion(to) as Version)
  return isEnough ? [] : [`package.json has version ${to}, but the changes since ${from} require a ${requires} version`]
}

/** The changed codes that the changelog entry of the version does not name. */
function unnamedIn (comparisons: readonly Comparison[], version: string, changelog: string): string[] {
  const entry = changelog.split(/^## /m).find(section => section.startsWith(version)) ?? ''
  const codes = comparisons.flatMap(({ changes }) => changes.filter(({ level }) => level !== 'text').flatMap(({ code }) => code ?? []))
  return [...new Set(codes)].filter(code => !entry.includes(`\`${code}\``)).map(code =>
    `CHANGELOG.md must say below ${version} what changes for \`${code}\``)
}
