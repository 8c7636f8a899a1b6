// Prints the errors that a compiler finds in folders of a consumer and in the package that they use: `node typecheck.mjs COMPILER FOLDER…`.
// In one process, since the compiler spends most of the time reading files that all folders share.
import { createRequire } from 'node:module'
import { relative } from 'node:path'

const [compiler, ...folders] = process.argv.slice(2)
const ts = createRequire(import.meta.url)(compiler)

/** Files that were parsed, for programs with the same options. */
const parsed = new Map()

function hostOf (options) {
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (name, how, ...rest) => {
    const key = JSON.stringify([name, how, options.moduleResolution])
    if (!parsed.has(key)) parsed.set(key, getSourceFile(name, how, ...rest))
    return parsed.get(key)
  }
  return host
}

for (const folder of folders) {
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(`${folder}/tsconfig.json`, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic () {} })
  const program = ts.createProgram(fileNames, options, hostOf(options))
  const files = program.getSourceFiles().filter(({ fileName }) => !/\/node_modules\/(?!fastify-error-catalog\/)/.test(fileName))
  const found = [...errors, ...program.getOptionsDiagnostics(), ...files.flatMap(file => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])]
  console.log(`${folder.split('/').at(-1)} on ${ts.version}: ${files.length > fileNames.length ? 'the package was read' : 'the package was not read'}`)
  for (const { file, start, messageText } of found) {
    const place = file === undefined ? '' : `${relative(folder, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1} `
    console.log(`${place}${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
  }
}
