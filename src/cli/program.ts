import { Command, InvalidArgumentError, Option } from 'commander'
import { shippedEnvelopes } from '../envelope/shippedEnvelopes.ts'
import { catalogArgument, defaultPath, type Print } from './arguments.ts'
import { addChangelog, addDiff } from './comparers.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { lint, type LintOptions } from './lint.ts'
import { list } from './list.ts'
import { addBuild, addClient, addDocs, addOpenapi, addTypes } from './writers.ts'

const exitCodes = `
Exit codes:
  0  done
  1  not done: the catalog is invalid, a check failed, or a file is missing or must not be overwritten
  2  unknown command or invalid arguments`

/** The commands and their arguments. Each passes its outcome to `print`; help and wrong arguments throw a `CommanderError`. */
export function createProgram (version: string, print: Print): Command {
  const program = new Command('error-catalog')
    .description('Write, check, list, explain and type error catalogs.')
    .version(version, '--version', 'print the version')
    .addHelpText('afterAll', exitCodes)
    .exitOverride()
  const commands = [
    addInit, addImport, addList, addLint, addExplain, addTypes, addBuild, addClient, addOpenapi, addDocs, addDiff, addChangelog
  ]
  for (const add of commands) add(program, print, version)
  return program
}

function addInit (program: Command, print: Print, version: string) {
  const initCommand = program.command('init')
    .description('write a catalog to start from')
    .argument('[file]', 'the file to write, - for stdout', defaultPath)
    .addOption(new Option('--envelope <name>', 'the envelope of error responses').choices(Object.keys(shippedEnvelopes)).default('nested'))
    .option('--server [file]', 'write a server that uses the catalog too; default: server.js, .mjs or .ts, by the project')
    .option('--force', 'overwrite files that exist')
    .addOption(new Option('--style [name]').hideHelp())
    .option('--json', 'print what was written as an object')
    .action(async (file, options) => print(await init(file, { ...options, version })))
  // The flag of an earlier version.
  initCommand.on('option:style', () => initCommand.error("error: unknown option '--style'\n(Did you mean --envelope?)"))
}

function addImport (program: Command, print: Print, version: string) {
  program.command('import')
    .description('draft a catalog from an OpenAPI document, a table of errors (Markdown, HTML, CSV, text) or source files')
    .argument('<files...>', 'files, and folders with source files')
    .option('-o, --output <file>', 'the file to write, - for stdout', '-')
    .option('--check <catalog>', 'write nothing: exit with 1 where a code is not in this catalog, or has another status')
    .option('--force', 'overwrite a file that exists')
    .option('--json', 'print the result as an object')
    .action(async (files: string[], options) => print(await (await import('./import.ts')).importErrors(files, { ...options, version })))
}

function addList (program: Command, print: Print) {
  program.command('list')
    .description('print every code of a catalog')
    .argument(...catalogArgument)
    .option('--own', 'only codes that the catalog declares itself, not those of a catalog that it extends')
    .addOption(new Option('--status <status>', 'only this status, such as 404, or a class, such as 4xx').argParser(toStatus))
    .option('--group <name>', 'only the codes of this group')
    .option('--search <text>', 'only codes with this text in the code, the message or the meaning')
    .option('--json', 'print an array of entries')
    .action(async (given, options) => print(await list(given, options)))
}

function toStatus (given: string): string {
  if (!/^[1-5](?:\d\d|xx)$/i.test(given)) throw new InvalidArgumentError('It must be a status such as 404, or a class such as 4xx.')
  return given
}

function addLint (program: Command, print: Print) {
  program.command('lint')
    .description('report every problem of a catalog with its line and column')
    .argument(...catalogArgument)
    .option('--strict', 'exit with 1 on warnings too')
    .option('--fix', 'apply the fixes that change no response')
    .option('--json', 'print an array of diagnostics')
    .action(async (given: string, options: LintOptions, command: Command) => {
      if (given === '-' && options.fix === true) command.error("error: option '--fix' needs a catalog in a file, not stdin")
      print(await lint(given, options))
    })
}

function addExplain (program: Command, print: Print) {
  program.command('explain')
    .description('print what a code means, what to do about it, and its response')
    .argument('<code>', 'the code, or a former name of it')
    .argument(...catalogArgument)
    .option('--all', 'print the response in each envelope, not only in that of the catalog')
    .option('--json', 'print an array with an object for each catalog that has the code')
    .action(async (code, given, options) => print(await explain(code, given, options)))
}
