import { InvalidArgumentError, Option, type Command } from 'commander'
import { levels } from '../diff/rules.ts'
import { parseVersion, type Version } from '../diff/version.ts'
import { defaultPath, type Print } from './arguments.ts'
import { diffFormats } from '../diff/formats.ts'
import type { DiffOptions } from './diff.ts'

const exitCodes = `
Exit codes of diff:
  0  compared: no change of the level of --fail-on, or a version that allows the changes
  3  compared: there are such changes, or they require a higher version
  1  not compared: a side is missing or invalid, or the two have no common code or are one file`

const sides = {
  old: ['<old>', 'path of the old catalog (with #name for one of several), - for stdin, or REVISION:path as in git show'],
  new: ['[new]', 'the new catalog, in the same notation', defaultPath]
} as const

type DiffFlags = Omit<DiffOptions, 'versions'> & { readonly from?: Version, readonly to?: Version }

export function addDiff (program: Command, print: Print) {
  program.command('diff')
    .description('compare two versions of a catalog and report what clients will notice')
    .argument(...sides.old)
    .argument(...sides.new)
    .addOption(new Option('--fail-on <level>', 'exit with 3 on changes of this level and more dangerous ones')
      .choices(levels)
      .default('breaking'))
    .addOption(new Option('--promise <promise>', 'what clients rely on: responses, or also the classes of generated clients')
      .choices(['wire', 'sdk'])
      .default('wire'))
    .addOption(new Option('--format <format>', 'how to print the changes').choices(diffFormats).default('text'))
    .addOption(new Option('--from <version>', 'the version of the old catalog, to check the new one against').argParser(toVersion))
    .addOption(new Option('--to <version>', 'the version of the new catalog; exit with 3 if the changes require more').argParser(toVersion))
    .addHelpText('after', exitCodes)
    .action(async (old: string, next: string, { from, to, ...options }: DiffFlags, command: Command) => {
      if ((from === undefined) !== (to === undefined)) command.error("error: options '--from' and '--to' need each other")
      const versions = from === undefined || to === undefined ? {} : { versions: [from, to] as const }
      print(await (await import('./diff.ts')).diff(old, next, { ...options, ...versions }))
    })
}

export function addChangelog (program: Command, print: Print) {
  program.command('changelog')
    .description('write the changes between two versions of a catalog as Markdown for a release page')
    .argument(...sides.old)
    .argument(...sides.new)
    .option('--title <text>', 'the heading, such as a version')
    .option('--docs <url>', 'URL of the page of a code, {code} is replaced (default: docs of the catalog)')
    .action(async (old: string, next: string, options: { readonly title?: string, readonly docs?: string }) => {
      print(await (await import('./changelog.ts')).changelog(old, next, options))
    })
}

function toVersion (given: string): Version {
  const version = parseVersion(given)
  if (version === undefined) throw new InvalidArgumentError('It must be a version such as 1.4.0.')
  return version
}
