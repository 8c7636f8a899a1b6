import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toServer } from '../render/server.ts'
import { toStarter } from '../render/starter.ts'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { toJson, type Outcome } from './outcome.ts'
import { pathFrom, readProject, schemaPath, type Project } from './project.ts'

export interface InitOptions {
  readonly envelope: string
  /** Write the server too, to this file or to one named by the project. */
  readonly server?: string | true
  readonly force?: boolean
  readonly json?: boolean
  readonly version: string
}

/** Write a starter catalog, and write or print a server that uses it. */
export async function init (
  file: string, { envelope, server: given, force = false, json = false, version }: InitOptions
): Promise<Outcome> {
  const text = toStarter(envelope, schemaPath(dirname(file), version))
  if (file === '-') return { code: 0, stdout: json ? toJson({ envelope, text }) : text }
  const project = readProject('.')
  const serverFile = given === true ? defaultServer(project) : given
  const catalog = pathFrom('.', file)
  const server = toServer(catalog, styleOf(serverFile ?? defaultServer(project), project))
  const files: Array<readonly [file: string, text: string]> = [[file, text]]
  if (serverFile !== undefined) files.push([serverFile, server])
  const existing = force ? undefined : files.find(([file]) => textOf(file) !== undefined)
  if (existing !== undefined) return { code: 1, stderr: `${existing[0]} exists: use --force to overwrite it, or name another file\n` }
  for (const [file, text] of files) {
    const fault = replaceFile(file, text, textOf(file))
    if (fault !== undefined) return { code: 1, stderr: `${file} ${fault}\n` }
  }
  const commands = commandsFor(catalog, serverFile ?? defaultServer(project), project)
  const written = files.map(([file]) => pathFrom('.', file))
  if (json) return { code: 0, stdout: toJson({ files: written, envelope, server, commands }) }
  const sayWritten = written.map(file => `${file} was written.\n`).join('')
  const sayServer = serverFile === undefined ? `\nA server that uses it, ${defaultServer(project)}:\n\n${indent(server)}` : ''
  return { code: 0, stdout: `${sayWritten}${sayServer}\nThen run:\n\n${indent(commands.map(line => `${line}\n`).join(''))}` }
}

/** A file that Node.js reads as the project's kind of module. */
function defaultServer ({ isTypeScript, hasPackage }: Project): string {
  const extension = isTypeScript ? 'ts' : hasPackage ? 'js' : 'mjs'
  const name = existsSync('src') ? 'src/server' : 'server'
  return `${name}.${extension}`
}

/** The extension of the server file decides, then the project. */
function styleOf (file: string, { modules, isTypeScript }: Project): Pick<Project, 'modules' | 'isTypeScript'> {
  const [, kind = '', language] = /\.([cm]?)([jt])s$/.exec(file) ?? []
  return {
    modules: kind === 'm' ? 'esm' : kind === 'c' ? 'commonjs' : modules,
    isTypeScript: language === undefined ? isTypeScript : language === 't'
  }
}

function commandsFor (catalog: string, server: string, project: Project): string[] {
  const { isTypeScript } = styleOf(server, project)
  const types = join(dirname(catalog), 'error-catalog.d.ts').replaceAll('\\', '/')
  return [
    ...project.missing.length === 0 ? [] : [`npm install ${project.missing.join(' ')}`],
    ...isTypeScript ? [`npx error-catalog types ${catalog} -o ${types}`] : [],
    `${isTypeScript ? 'npx tsx' : 'node'} ${server}`
  ]
}

function indent (text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}
