import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog from '../../src/index.ts'
import { readCatalogs, type CatalogSource } from '../../src/catalog/read.ts'
import { CatalogText } from '../../src/source/open.ts'
import { toText } from '../../src/source/diagnostic.ts'

const own = 'extends: http\ncodes:\n  a: { status: 409, message: A. }\n'

async function textOf (given: CatalogSource | CatalogText): Promise<string> {
  return (await readCatalogs(given)).diagnostics.map(toText).join('\n')
}

async function codeOf (given: CatalogSource): Promise<string> {
  const { catalogs, diagnostics } = await readCatalogs(given)
  return diagnostics.map(toText).join('\n') || catalogs.map(({ entries }) => [...entries.keys()].at(-1)).join(' ')
}

/** Read as from another working directory. */
function moveTo (t: Test, folder: string) {
  const before = process.cwd()
  process.chdir(folder)
  t.teardown(() => process.chdir(before))
}

t.test('a server starts with the URL of a catalog, in folders of any name', async t => {
  for (const folder of ['plain', 'a b', 'a#b', 'a%20b', 'ü', 'a?b']) {
    const dir = join(t.testdir({}), folder)
    mkdirSync(join(dir, 'locales'), { recursive: true })
    writeFileSync(join(dir, 'base.yaml'), own)
    writeFileSync(join(dir, 'locales/de.yaml'), 'a: Ein A.\n')
    writeFileSync(join(dir, 'catalog.yaml'), 'extends: ./base.yaml\nlocales: { de: locales/de.yaml }\n')
    const file = join(dir, 'catalog.yaml')
    for (const catalog of [file, `${file}#`, pathToFileURL(file), pathToFileURL(file).href, runInNewContext('new URL(href)', { URL, href: pathToFileURL(file).href }) as URL]) {
      const app = Fastify()
      await app.register(errorCatalog, { catalog })
      app.get('/', async (_, reply) => reply.fail('a'))
      const response = await app.inject({ url: '/', headers: { 'accept-language': 'de' } })
      t.match(response.json(), { error: { code: 'a', message: 'Ein A.' } }, `${folder} ${String(catalog)}`)
      await app.close()
    }
  }
})

t.test('a URL that names no file of this machine is one diagnostic', async t => {
  t.match(await textOf(new URL('file://server/catalog.yaml')), /^file:\/\/server\/catalog\.yaml {2}the file cannot be read: File URL host must be/)
})

t.test('references start from the file without symbolic links, as imports do', async t => {
  const dir = t.testdir({ shared: { 'catalog.yaml': 'extends: ./base.yaml\n', 'base.yaml': own }, app: {} })
  symlinkSync('../shared/catalog.yaml', join(dir, 'app/catalog.yaml'))
  t.equal(await codeOf(join(dir, 'app/catalog.yaml')), 'a')
  symlinkSync('loop.yaml', join(dir, 'app/loop.yaml'))
  t.match(await textOf(join(dir, 'app/loop.yaml')), 'its symbolic links form a circle')
})

t.test('a package is found as an import of it is', async t => {
  const named = { 'package.json': '{}', 'catalog.yaml': own }
  const modules = {
    '@acme': { errors: { ...named, 'v2.yaml': 'catalogs:\n  v1: { extends: http }\n  v2: { extends: v1, codes: { b: { status: 409, message: B. } } }\n' }, code: { 'package.json': '{}', 'index.js': '' }, main: { 'package.json': '{ "main": "errors.yml" }', 'errors.yml': own } },
    'acme-errors': named,
    'acme-several': { 'package.json': '{}', 'catalog.yaml': 'catalogs:\n  v1: { extends: http }\n  v2: { extends: v1, codes: { b: { status: 409, message: B. } } }\n' },
    exported: { 'package.json': '{ "exports": { ".": "./index.js", "./catalog.yaml": "./src/c.yaml" } }', 'index.js': '', src: { 'c.yaml': own } },
    closed: { 'package.json': '{ "exports": { ".": "./index.js" } }', 'index.js': '', 'catalog.yaml': own },
    nested: { 'package.json': '{}', 'catalog.yaml': 'extends: ./base.yaml\n', 'base.yaml': "extends: 'inner/catalog.yaml'\n", node_modules: { inner: { ...named } } }
  }
  const dir = t.testdir({ node_modules: modules, 'catalog.yaml': '', src: { 'catalog.yaml': own, 'acme-errors': { 'catalog.yaml': 'extends: nothing' } } })
  moveTo(t, join(dir, 'src'))
  const file = join(dir, 'catalog.yaml')
  for (const [name, want] of [
    ['@acme/errors', 'a'],
    ['@acme/errors/v2.yaml#v2', 'b'],
    ['acme-errors/catalog.yaml', 'a'],
    ['acme-several/catalog.yaml#v2', 'b'],
    ['@acme/errors#', 'a'],
    ['exported/catalog.yaml', 'a'],
    ['@acme/main', 'a'],
    ['@acme/main/errors.yml', 'a'],
    ['nested/catalog.yaml', 'a'],
    ['kyc', 'dependency_unavailable'],
    ['acme-errors', /must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, got "acme-errors"/],
    ['closed/catalog.yaml', /does not export the file: add "\.\/catalog\.yaml" to exports in its package\.json \(looked for closed\/catalog\.yaml from /],
    ['@acme/missing', /no installed package has this file: install the package, or check the name \(looked for @acme\/missing\/catalog\.yaml from .+catalog\.yaml\)/],
    ['https://errors.test/catalog.yaml', /a package with a slash, got "https:/],
    ['/etc/passwd', /a package with a slash, got "\/etc\/passwd"/],
    ['@acme/code', /no installed package has this file/],
    ['fs/promises', /no installed package has this file/]
  ] as const) {
    writeFileSync(file, `extends: '${name}'\n`)
    t.match(await codeOf(file), want, name)
    if (typeof want === 'string' && name !== 'kyc') t.equal(await codeOf(name.startsWith('acme-errors') ? file : name), want, `${name}, as the option catalog`)
  }
  t.equal(await codeOf('acme-errors/catalog.yaml').then(text => text.includes('got "nothing"')), true, 'a file that is there comes before a package')
  t.match(await codeOf('closed/'), /there is no such file/)
  t.match(await codeOf('@acme/missing'), /^@acme\/missing {2}no installed package has this file/)
})

/** Bytes of a text in UTF-16 or UTF-32. */
function wide (text: string, bytes: 2 | 4, isBig: boolean, mark = ''): Buffer {
  const all = Array.from(`${mark}${text}`, character => {
    const unit = Buffer.alloc(bytes)
    const code = character.codePointAt(0) as number
    if (bytes === 2) isBig ? unit.writeUInt16BE(code) : unit.writeUInt16LE(code)
    else isBig ? unit.writeUInt32BE(code) : unit.writeUInt32LE(code)
    return unit
  })
  return Buffer.concat(all)
}

const german = 'extends: http\ncodes:\n  a: { status: 409, message: Für Sie gesperrt. }\n'

t.test('a file that is not UTF-8 is one diagnostic that names its encoding', async t => {
  const dir = t.testdir({})
  const file = join(dir, 'catalog.yaml')
  for (const [name, bytes, want] of [
    ['UTF-8', Buffer.from(german), ''],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${german}`), ''],
    ['Windows-1252', Buffer.from(german, 'latin1'), 'the file must be encoded in UTF-8, got what looks like Windows-1252 (byte 0xFC in line 3): save it as UTF-8'],
    ['Windows-1252 without a line end', Buffer.from('docs: x\x80', 'latin1'), 'the file must be encoded in UTF-8, got what looks like Windows-1252 (byte 0x80 in line 1): save it as UTF-8'],
    ['UTF-16 LE', wide(german, 2, false), 'the file must be encoded in UTF-8, got what looks like UTF-16 LE: save it as UTF-8'],
    ['UTF-16 LE with a byte order mark', wide(german, 2, false, '\uFEFF'), 'the file must be encoded in UTF-8, got what looks like UTF-16 LE: save it as UTF-8'],
    ['UTF-16 BE', wide(german, 2, true), 'the file must be encoded in UTF-8, got what looks like UTF-16 BE: save it as UTF-8'],
    ['UTF-16 BE with a byte order mark', wide(german, 2, true, '\uFEFF'), 'the file must be encoded in UTF-8, got what looks like UTF-16 BE: save it as UTF-8'],
    ['UTF-32 LE with a byte order mark', wide(german, 4, false, '\uFEFF'), 'the file must be encoded in UTF-8, got what looks like UTF-32 LE: save it as UTF-8'],
    ['UTF-32 BE with a byte order mark', wide(german, 4, true, '\uFEFF'), 'the file must be encoded in UTF-8, got what looks like UTF-32 BE: save it as UTF-8'],
    ['zeros', Buffer.alloc(100), 'the file must be encoded in UTF-8, got what looks like binary data: save it as UTF-8'],
    ['an image', Buffer.from('89504e470d0a1a0affd8ff', 'hex'), 'the file must be encoded in UTF-8, got what looks like binary data (byte 0x89 in line 1): save it as UTF-8']
  ] as const) {
    writeFileSync(file, bytes)
    t.equal(await textOf(file), want === '' ? '' : `${file}  ${want}`, name)
    t.equal(await textOf(new CatalogText(bytes, 'stdin')), want === '' ? '' : `stdin  ${want}`, `${name}, from stdin`)
    const start = async () => { await Fastify().register(errorCatalog, { catalog: file }) }
    await (want === '' ? t.resolves(start(), name) : t.rejects(start(), { code: 'ERR_CATALOG_INVALID', message: want }, name))
  }
  writeFileSync(file, 'extends: http\nlocales: { de: ./de.yaml }\n')
  writeFileSync(join(dir, 'de.yaml'), Buffer.from('conflict: für\n', 'latin1'))
  t.match(await textOf(file), /catalog\.yaml:2:16 {2}de must name a file that can be read, got "\.\/de\.yaml": .+ Windows-1252/)
})

t.test('only regular files of at most 10 MB are read, and none is waited for', async t => {
  const dir = t.testdir({ 'large.yaml': Buffer.alloc(10_000_001, '#'), 'fits.yaml': Buffer.concat([Buffer.from(own), Buffer.alloc(9_000_000, '#')]), folder: {} })
  execFileSync('mkfifo', [join(dir, 'fifo')])
  // The path of a socket has at most 107 characters.
  const short = mkdtempSync(join(tmpdir(), 'socket-'))
  t.teardown(() => rmSync(short, { recursive: true }))
  const server = createServer().listen(join(short, 'socket'))
  t.teardown(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const other = 'must be a regular file, got a device, a socket or a FIFO: pass other input to the command line by stdin (-)'
  for (const [file, want] of [
    [`${dir}/fits.yaml`, ''],
    [`${dir}/large.yaml`, 'the file must have at most 10 MB, got 11 MB: check that it is a catalog'],
    [`${dir}/folder`, 'is a directory: name the file in it'],
    [`${dir}/fifo`, other],
    [`${short}/socket`, other],
    ['/dev/zero', other],
    ['/dev/null', other]
  ] as const) t.equal(await textOf(file), want === '' ? '' : `${file}  ${want}`)
  t.equal(await textOf(new CatalogText(Buffer.alloc(10_000_001, '#'), 'stdin')), 'stdin  the file must have at most 10 MB: split the catalog, or check that this is one')
})

t.test('no diagnostic quotes a file that is no catalog in the folder of the catalog', async t => {
  const secrets = {
    env: 'PASSWORD=hunter2\n',
    yaml: 'password: hunter2\nuser: {\n',
    text: '- hunter2\n'
  }
  const files = { '.env': secrets.env, 'secrets.yaml': secrets.yaml, 'text.txt': secrets.text, 'empty.yaml': '' }
  const dir = t.testdir({ ...files, node_modules: { p: { 'package.json': '{}', ...files } }, app: { 'catalog.yaml': '', '.env': secrets.env, text: secrets.text, sub: { 'b.yaml': 'docs: hunter2 hunter2\n' } } })
  const file = join(dir, 'app/catalog.yaml')
  symlinkSync('../.env', join(dir, 'app/linked.yaml'))
  const mistakes = 'the file has problems, which are shown only for YAML and JSON files in the folder of the catalog: run error-catalog lint'
  for (const name of ['./../.env', '../secrets.yaml', '../text.txt', '../empty.yaml', './.env', './text', './linked.yaml', 'p/.env', 'p/secrets.yaml']) {
    for (const [text, subject] of [[`extends: ${name}`, 'extends must name a catalog'], [`extends: http\nlocales: { de: ${name} }`, 'de must name a file with messages by code']] as const) {
      if (name.startsWith('p/') && subject.startsWith('de')) continue
      writeFileSync(file, text)
      const told = await textOf(file)
      t.match(told, `${subject}, got "${name}": ${mistakes} `)
      t.notMatch(told, 'hunter2', `${name} ${subject}`)
      t.equal(told.split('\n').length, 3, 'one diagnostic')
    }
  }

  // A diagnostic of a catalog has line and column, and in the folder of the named catalog also the quoted line.
  writeFileSync(file, 'extends: ../c.yaml\n')
  writeFileSync(join(dir, 'c.yaml'), 'extends: http\nroles: { notFound: lost } # hunter2\n')
  t.equal(await textOf(file), `${dir}/c.yaml:2:20  "lost" must be a code of this catalog`)
  writeFileSync(file, 'extends: ./sub/c.yaml\n')
  writeFileSync(join(dir, 'app/sub/c.yaml'), 'extends: http\nroles: { notFound: lost } # shown\n')
  t.equal(await textOf(file), `${dir}/app/sub/c.yaml:2:20  "lost" must be a code of this catalog\n    roles: { notFound: lost } # shown\n${' '.repeat(23)}^^^^`)
})

t.test('diagnostics show control characters as escapes, in what they say and in what they quote', async t => {
  const dir = t.testdir({ 'c.yaml': 'extends: http\ndocs: "\u202Ex\u0085"\t# \u001B[31m\u2066\nen\u200Bvelope: nested\n' })
  t.equal((await textOf(`${dir}/c.yaml`)).replaceAll(`${dir}/`, ''), [
    'c.yaml:2:7  docs must be a URL in which {code} stands for the code, got "\\u202ex\\u0085"',
    '    docs: "\\u202ex\\u0085"\t# \\u001b[31m\\u2066',
    `          ${'^'.repeat(15)}`,
    'c.yaml:3:1  "en\\u200bvelope" is not a known key (did you mean "envelope"?)',
    '    en\\u200bvelope: nested',
    `    ${'^'.repeat(14)}`
  ].join('\n'))
  t.match(await textOf(`${dir}/\u001B[2J.yaml`), `${dir}/\\u001b[2J.yaml  there is no such file`)
})

t.test('the message about a missing file has the working directory, the nearest existing file, and a hint for builds', async t => {
  const dir = t.testdir({
    'package.json': '{}',
    'catalog.yaml': own,
    'secret.txt': '',
    src: { api: { 'errors.yml': own }, v1: { 'v1.yaml': own } },
    dist: { api: {}, v1: {} },
    config: { 'billing.json': '{}' },
    other: {}
  })
  const cwd = process.cwd()
  const copy = 'A build does not copy the catalog: copy the file to dist/ in the build script, or name it by a path from the working directory'
  for (const [file, near, remedy] of [
    ['catalog.yml', 'catalog.yaml'],
    ['Catalog.yaml', 'catalog.yaml'],
    ['missing/catalog.yaml', 'catalog.yaml'],
    ['billing.json', 'config/billing.json'],
    ['src/api/error.yaml', 'src/api/errors.yml'],
    ['dist/catalog.yaml', 'catalog.yaml', copy],
    ['dist/api/errors.yml', 'src/api/errors.yml', copy],
    ['dist/v1/v1.yaml', 'src/v1/v1.yaml', copy],
    ['secrets.txt', undefined],
    ['dist/nothing-like-it.yaml', undefined, copy]
  ] as const) {
    t.equal(await textOf(join(dir, file)), `${dir}/${file}  there is no such file: check the path ${dir}/${file} (the working directory is ${cwd})` +
      `${near === undefined ? '' : `; the nearest file is ${dir}/${near}`}${remedy === undefined ? '' : `. ${remedy}`}`)
  }
  moveTo(t, join(dir, 'src/api'))
  t.match(await textOf(join(dir, '../elsewhere/errors.yaml')), `; the nearest file is ${process.cwd()}/errors.yml`)
  t.match(await textOf('htp'), /\(did you mean "http"\?\)$/)
})
