import { Command, InvalidArgumentError, Option } from 'commander'
import { shippedEnvelopes } from '../envelope/shippedEnvelopes.ts'
import { languages } from '../render/generate/languages.ts'
import { formats } from '../render/pages/address.ts'
import { build } from './build.ts'
import { client, type ClientOptions } from './client.ts'
import type { DocsOptions } from './docs.ts'
import { levels } from '../diff/rules.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { lint, type LintOptions } from './lint.ts'
import { list } from './list.ts'
import type { OpenapiOptions } from './openapi.ts'
import type { Outcome } from './outcome.ts'
import { defaultPath } from './readCatalogs.ts'
import { types, type TypesOptions } from './types.ts'
import { watch } from './watch.ts'
import type { OutputOptions } from './writeOutput.ts'

const catalog = [
  '[catalog]', 'path of a catalog (with #name for one of several), - for stdin, or a shipped one such as http', defaultPath
] as const

const exitCodes = `
Exit codes:
  0  done
  1  not done: the catalog is invalid, a check failed, or a file is missing or must not be overwritten
  2  unknown command or invalid arguments`

type Tell = (outcome: Outcome) => void

/** The commands and their arguments. Each passes its outcome to `tell`; help and wrong arguments throw a `CommanderError`. */
export function createProgram (version: string, tell: Tell): Command {
  const program = new Command('error-catalog')
    .description('Write, check, list, explain and type error catalogs.')
    .version(version, '--version', 'print the version')
    .addHelpText('afterAll', exitCodes)
    .exitOverride()
  for (const add of [addInit, addImport, addList, addLint, addExplain, addTypes, addBuild, addClient, addOpenapi, addDocs]) {
    add(program, tell, version)
  }
  program.command('diff')
    .description('compare two versions of a catalog and report what clients will notice')
    .argument('<old>', 'path of the old catalog (with #name for one of several), - for stdin, or REVISION:path as in git show')
    .argument('[new]', 'the new catalog, in the same notation', defaultPath)
    .addOption(new Option('--fail-on <level>', 'exit with 3 on changes of this level and more dangerous ones')
      .choices(levels)
      .default('breaking'))
    .addOption(new Option('--promise <promise>', 'what clients rely on: responses, or also the classes of generated clients')
      .choices(['wire', 'sdk'])
      .default('wire'))
    .addOption(new Option('--format <format>', 'how to print the changes').choices(['text', 'json', 'markdown', 'github']).default('text'))
    .option('--from <version>', 'the version of the old catalog, to check the new one against')
    .option('--to <version>', 'the version of the new catalog; exit with 3 if the changes require more')
    .action(async (old, next, options) => tell(await diff(old, next, options)))

  return program
}

function addInit (program: Command, tell: Tell, version: string) {
  const initCommand = program.command('init')
    .description('write a catalog to start from')
    .argument('[file]', 'the file to write, - for stdout', defaultPath)
    .addOption(new Option('--envelope <name>', 'the envelope of error responses').choices(Object.keys(shippedEnvelopes)).default('nested'))
    .option('--server [file]', 'write a server that uses the catalog too; default: server.js, .mjs or .ts, by the project')
    .option('--force', 'overwrite files that exist')
    .addOption(new Option('--style [name]').hideHelp())
    .option('--json', 'print what was written as an object')
    .action(async (file, options) => tell(await init(file, { ...options, version })))
  // The flag of an earlier version.
  initCommand.on('option:style', () => initCommand.error("error: unknown option '--style'\n(Did you mean --envelope?)"))
}

function addImport (program: Command, tell: Tell, version: string) {
  program.command('import')
    .description('draft a catalog from an OpenAPI document, a table of errors (Markdown, HTML, CSV, text) or source files')
    .argument('<files...>', 'files, and folders with source files')
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--check <catalog>', 'write nothing: exit with 1 where a code is not in this catalog, or has another status')
    .option('--force', 'overwrite a file that exists')
    .option('--json', 'print the result as an object')
    .action(async (files: string[], options) => tell(await (await import('./import.ts')).importErrors(files, { ...options, version })))
}

function addList (program: Command, tell: Tell) {
  program.command('list')
    .description('print every code of a catalog')
    .argument(...catalog)
    .option('--own', 'only codes that the catalog declares itself, not those of a catalog that it extends')
    .addOption(new Option('--status <status>', 'only this status, such as 404, or a class, such as 4xx').argParser(toStatus))
    .option('--group <name>', 'only the codes of this group')
    .option('--search <text>', 'only codes with this text in the code, the message or the meaning')
    .option('--json', 'print an array of entries')
    .action(async (given, options) => tell(await list(given, options)))
}

function toStatus (given: string): string {
  if (!/^[1-5](?:\d\d|xx)$/i.test(given)) throw new InvalidArgumentError('It must be a status such as 404, or a class such as 4xx.')
  return given
}

function addLint (program: Command, tell: Tell) {
  program.command('lint')
    .description('report every problem of a catalog with its line and column')
    .argument(...catalog)
    .option('--strict', 'exit with 1 on warnings too')
    .option('--fix', 'apply the fixes that change no response')
    .option('--json', 'print an array of diagnostics')
    .action(async (given: string, options: LintOptions, command: Command) => {
      if (given === '-' && options.fix === true) command.error("error: option '--fix' needs a catalog in a file, not stdin")
      tell(await lint(given, options))
    })
}

function addExplain (program: Command, tell: Tell) {
  program.command('explain')
    .description('print what a code means, what to do about it, and its response')
    .argument('<code>', 'the code, or a former name of it')
    .argument(...catalog)
    .option('--all', 'print the response in each envelope, not only in that of the catalog')
    .option('--json', 'print an array with an object for each catalog that has the code')
    .action(async (code, given, options) => tell(await explain(code, given, options)))
}

function addTypes (program: Command, tell: Tell) {
  program.command('types')
    .description('write TypeScript types of the codes and details of a catalog')
    .argument(...catalog)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--name <key>', 'the key of Register if the catalog has no name; default: the name of its file')
    .option('--force', 'overwrite a file that this command has not written')
    .option('--check', 'write nothing; exit with 1 if the file is outdated')
    .addOption(new Option('--watch', 'write it again whenever the catalog changes, until SIGINT or SIGTERM').conflicts('check'))
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: TypesOptions & { readonly watch?: true }, command: Command) => {
      const needing = (['check', 'watch'] as const).find(name => options[name] === true)
      if (needing !== undefined && options.output === '-') command.error(`error: option '--${needing}' needs a file: add -o FILE`)
      if (options.watch !== true) return tell(await types(given, options))
      if (given === '-') command.error("error: option '--watch' needs a catalog in a file, not stdin")
      await watch(() => types(given, options), tell, stopped())
    })
}

function addBuild (program: Command, tell: Tell) {
  program.command('build')
    .description('write a catalog, with all catalogs that it extends, as one JSON file for a faster start')
    .argument(...catalog)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--force', 'overwrite a file that this command has not written')
    .option('--check', 'write nothing; exit with 1 if the file is outdated')
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: OutputOptions, command: Command) => {
      if (options.check === true && options.output === '-') command.error("error: option '--check' needs a file: add -o FILE")
      tell(await build(given, options))
    })
}

function addClient (program: Command, tell: Tell) {
  program.command('client')
    .description('write a client of a catalog: data, types and classes of its codes')
    .argument(...catalog)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .addOption(new Option('--lang <language>', 'the language of the client').choices(Object.keys(languages)).default('ts'))
    .option('--force', 'overwrite a file that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the file is stale')
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: ClientOptions, command: Command) => {
      if (options.check === true && options.output === '-') command.error("error: option '--check' needs a file: add -o FILE")
      tell(await client(given, options))
    })
}

function addOpenapi (program: Command, tell: Tell) {
  program.command('openapi')
    .description('write the errors of a catalog for OpenAPI: as components, or into a document whose operations name their codes')
    .argument(...catalog)
    .option('--into <file>', 'the OpenAPI document to write: expands the x-error-codes of each operation')
    .option('--overlay', 'write an Overlay 1.0 document instead')
    .addOption(new Option('--openapi <version>', 'the version of the components').choices(['3.0', '3.1']).default('3.1'))
    .option('-o, --output <file>', 'the file to write, - for stdout; .json for JSON, else YAML', '-')
    .option('--force', 'overwrite a file that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the file is stale')
    .option('--json', 'print what was done as an object')
    .action(async (given: string, options: OpenapiOptions, command: Command) => {
      const isInto = options.into !== undefined && options.overlay !== true
      if (isInto && options.output !== '-') command.error("error: option '--into' writes its file: leave out -o, or add --overlay")
      if (options.check === true && options.output === '-' && !isInto) command.error("error: option '--check' needs a file: add -o FILE")
      tell(await (await import('./openapi.ts')).openapi(given, options))
    })
}

function stopped (): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

function addDocs (program: Command, tell: Tell) {
  program.command('docs')
    .description('write reference pages of a catalog: an index and a page for each code')
    .argument(...catalog)
    .requiredOption('-o, --output <folder>', 'the folder to write')
    .addOption(new Option('--format <format...>', 'the forms to write (default: all)').choices(formats))
    .option('--title <text>', 'the heading of the index (default: the name of the catalog with "errors")')
    .option('--url <url>', 'where the requests of the examples go', 'https://api.example.com')
    .option('--force', 'write into a folder with files that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the pages are stale')
    .option('--json', 'print what was done as an object')
    .action(async (given: string, options: DocsOptions) => {
      // Loaded here: the other commands start without what writes HTML and Markdown.
      const { docs } = await import('./docs.ts')
      tell(await docs(given, options))
    })
}
