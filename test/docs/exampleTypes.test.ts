// One process checks the examples of all pages, since a compiler takes most of its time to read and check the sources of the package.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { writeExamples } from './blocks.ts'
import { blockAfter, root } from './pages.ts'

const here = join(root, 'test/docs')

/** The pages whose examples another test runs. */
const pages = readdirSync(here).filter(file => file.endsWith('.test.ts'))
  .flatMap(file => [...readFileSync(join(here, file), 'utf8').matchAll(/^testPage\('([^']+)'/gm)].map(([, page]) => page as string))

const { options } = ts.parseJsonConfigFileContent({
  extends: join(root, 'tsconfig.json'),
  compilerOptions: { rootDir: '/', paths: { 'fastify-error-catalog': [join(root, 'src/index.ts')] }, typeRoots: [join(root, 'node_modules/@types')] },
  files: []
}, ts.sys, root)
const sources = new Map<string, ts.SourceFile | undefined>()
const host = ts.createCompilerHost(options)
const { getSourceFile } = host
host.getSourceFile = (file, ...rest) => {
  if (!sources.has(file)) sources.set(file, getSourceFile(file, ...rest))
  return sources.get(file)
}

/** The type errors in some files. Each page is a separate program, because a page adds its codes to the types of the package. */
function errorsIn (files: readonly string[]): string[] {
  const program = ts.createProgram(files, options, host)
  return files.map(file => program.getSourceFile(file) as ts.SourceFile)
    .flatMap(source => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

t.test('the examples of each page have no type errors', async t => {
  t.ok(pages.length >= 6, pages.join(', '))
  for (const page of pages) t.same(errorsIn(writeExamples(page, join(t.testdir({}), page.replace('/', '-')))), [], page)
})

t.test('the types of the README are as its comments say', async t => {
  const file = join(t.testdir({}), 'types.ts')
  writeFileSync(file, blockAfter('README.md', 'types'))
  t.same(errorsIn([file]), [])
  const other = file.replace('types.ts', 'other.ts')
  writeFileSync(other, 'const count: number = \'one\'\nexport { count }\n')
  t.same(errorsIn([other]), ["Type 'string' is not assignable to type 'number'."], 'errors are found')
})
