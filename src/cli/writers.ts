import { Option, type Command } from 'commander'
import { languages } from '../render/generate/languages.ts'
import { formats } from '../render/pages/address.ts'
import { catalogArgument, type Print } from './arguments.ts'
import type { ClientOptions } from './client.ts'
import type { DocsOptions } from './docs.ts'
import type { OpenapiOptions } from './openapi.ts'
import type { TypesOptions } from './types.ts'
import { watch } from './watch.ts'
import type { OutputOptions } from './writeOutput.ts'

// Writers are loaded when their command runs: the other commands start without them.

export function addTypes (program: Command, print: Print) {
  program.command('types')
    .description('write TypeScript types of the codes and details of a catalog')
    .argument(...catalogArgument)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--name <key>', 'the key of Register if the catalog has no name; default: the name of its file')
    .option('--force', 'overwrite a file that this command has not written')
    .option('--check', 'write nothing; exit with 1 if the file is outdated')
    .addOption(new Option('--watch', 'write it again whenever the catalog changes, until SIGINT or SIGTERM').conflicts('check'))
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: TypesOptions & { readonly watch?: true }, command: Command) => {
      const needing = (['check', 'watch'] as const).find(name => options[name] === true)
      if (needing !== undefined && options.output === '-') command.error(`error: option '--${needing}' needs a file: add -o FILE`)
      const { types } = await import('./types.ts')
      if (options.watch !== true) return print(await types(given, options))
      if (given === '-') command.error("error: option '--watch' needs a catalog in a file, not stdin")
      await watch(() => types(given, options), print, stopped())
    })
}

function stopped (): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

export function addBuild (program: Command, print: Print) {
  program.command('build')
    .description('write a catalog, with all catalogs that it extends, as one JSON file for a faster start')
    .argument(...catalogArgument)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--force', 'overwrite a file that this command has not written')
    .option('--check', 'write nothing; exit with 1 if the file is outdated')
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: OutputOptions, command: Command) => {
      if (options.check === true && options.output === '-') command.error("error: option '--check' needs a file: add -o FILE")
      print(await (await import('./build.ts')).build(given, options))
    })
}

export function addClient (program: Command, print: Print) {
  program.command('client')
    .description('write a client of a catalog: data, types and classes of its codes')
    .argument(...catalogArgument)
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .addOption(new Option('--lang <language>', 'the language of the client').choices(Object.keys(languages)).default('ts'))
    .option('--force', 'overwrite a file that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the file is stale')
    .option('--json', 'print the result as an object')
    .action(async (given: string, options: ClientOptions, command: Command) => {
      if (options.check === true && options.output === '-') command.error("error: option '--check' needs a file: add -o FILE")
      print(await (await import('./client.ts')).client(given, options))
    })
}

export function addOpenapi (program: Command, print: Print) {
  program.command('openapi')
    .description('write the errors of a catalog for OpenAPI: as components, or into a document whose operations name their codes')
    .argument(...catalogArgument)
    .option('--into <file>', 'the OpenAPI document to write: expands the x-error-codes of each operation')
    .option('--overlay', 'write an Overlay 1.0 document instead')
    .addOption(new Option('--ruleset', 'write a Spectral ruleset that knows the codes of the catalog').conflicts(['into', 'overlay']))
    .addOption(new Option('--openapi <version>', 'the version of the components').choices(['3.0', '3.1']).default('3.1').conflicts('into'))
    .option('-o, --output <file>', 'the file to write, - for stdout; .json for JSON, else YAML', '-')
    .option('--force', 'overwrite a file that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the file is stale')
    .option('--json', 'print what was done as an object')
    .action(async (given: string, options: OpenapiOptions, command: Command) => {
      const isInto = options.into !== undefined && options.overlay !== true
      if (isInto && options.output !== '-') command.error("error: option '--into' writes its file: leave out -o, or add --overlay")
      if (options.check === true && options.output === '-' && !isInto) command.error("error: option '--check' needs a file: add -o FILE")
      print(await (await import('./openapi.ts')).openapi(given, options))
    })
}

export function addDocs (program: Command, print: Print) {
  program.command('docs')
    .description('write reference pages of a catalog: an index and a page for each code')
    .argument(...catalogArgument)
    .requiredOption('-o, --output <folder>', 'the folder to write')
    .addOption(new Option('--format <format...>', 'the forms to write (default: all)').choices(formats))
    .option('--title <text>', 'the heading of the index (default: the name of the catalog with "errors")')
    .option('--url <url>', 'where the requests of the examples go', 'https://api.example.com')
    .option('--force', 'write into a folder with files that this command did not write')
    .option('--check', 'write nothing, and exit with 1 if the pages are stale')
    .option('--json', 'print what was done as an object')
    .action(async (given: string, options: DocsOptions) => {
      print(await (await import('./docs.ts')).docs(given, options))
    })
}
