import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { lint } from '../../src/lint/lint.ts'

const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')
const head = 'extends: http\ncodes:\n'
const anchor = '  a: &a { status: 404, message: A. }\n'

/** Seconds of CPU time, which other processes on a busy machine do not use up. */
const maxSeconds = 2

/** The least CPU time of up to three runs: other processes also slow a run down, because they empty the caches of the CPU. */
async function cpuSeconds (run: () => Promise<unknown>): Promise<number> {
  let least = Infinity
  for (let count = 0; count < 3 && least >= maxSeconds; count++) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1e6)
  }
  return least
}

t.test('a hostile catalog costs little CPU time to lint', async t => {
  const dir = t.testdir({})
  for (const [name, text, errors] of [
    ['59 kB of merge keys', `${head}${anchor}${lines(3100, index => `  c${index}: { <<: *a }`)}`, 3100],
    ['59 kB of merge keys in one entry', `${head}${anchor}  b:\n${lines(5900, () => '    <<: *a')}`, 5900],
    ['59 kB of merge keys, each of the one before', `${head}  a0: &a0 { status: 404, message: A. }\n${lines(1900, index => `  a${index + 1}: &a${index + 1} { <<: *a${index} }`)}`, 1900],
    ['6,000 anchors with their aliases', `${head}${lines(6000, index => `  a${index}: &a${index} { status: 404, message: A. }\n  b${index}: *a${index}`)}`, 0],
    ['6,000 aliases of one anchor', `${head}${anchor}${lines(6000, index => `  b${index}: *a`)}`, 0],
    ['6,000 aliases of nothing', `${head}${lines(6000, index => `  a${index}: &a${index} { status: 404, message: A. }`)}${lines(6000, index => `  b${index}: *aa${index}`)}`, 6000],
    ['a message of 200 kB', `${head}  a: { status: 404, message: "${'word '.repeat(40_000)}" }\n`, 0],
    ['an invalid message of 200 kB without quotes', `${head}  a:\n    status: 404\n    message: ${'word '.repeat(40_000)}: x\n`, 1],
    ['a message of 66,000 holes', `${head}  a: { status: 404, message: "${'{x}'.repeat(66_000)}" }\n`, 1],
    ['300 syntax errors', `${head}${lines(300, index => `  a${index}: { status: 404, message: {x} y }`)}`, 21],
    ['300 syntax errors in 200 kB', `${head}${lines(4800, index => `  a${index}: { status: 404, message: ${index % 16 === 0 ? '{x} y' : 'A.'} }`)}`, 7],
    ['10,000 unknown codes in map beside 10,000 codes', `${head}${lines(10_000, index => `  code_${index}: { status: 404, message: A. }`)}map:\n  errors:\n${lines(10_000, index => `    E${index}: cod_${index}`)}`, 10_000],
    ['6,000 codes twice', `${head}${lines(12_000, index => `  a${index % 6000}: { status: 404, message: A. }`)}`, 6000]
  ] as const) {
    t.test(name, async t => {
      writeFileSync(`${dir}/catalog.yaml`, text)
      const seconds = await cpuSeconds(async () => {
        const { diagnostics } = await lint(async () => await lintCatalogs(`${dir}/catalog.yaml`))
        t.equal(diagnostics.filter(({ level }) => level === 'error').length, errors)
      })
      t.ok(seconds < maxSeconds, `${seconds} s of CPU time`)
    })
  }
})

t.test('2,000 fixes in one file cost little CPU time', async t => {
  const count = 2000
  const dir = t.testdir({})
  const file = `${dir}/catalog.yaml`
  const entries = lines(count, index => `  c${index}: { status: 410, message: A., replacedBy: other }`)
  const seconds = await cpuSeconds(async () => {
    writeFileSync(file, `${head}  other: { status: 404, message: A. }\n${entries}`)
    const { fixed } = await lint(async () => await lintCatalogs(file), { fix: true })
    t.equal(fixed.length, count)
    t.equal(readFileSync(file, 'utf8').match(/deprecated: true, replacedBy/g)?.length, count)
  })
  // One fix after the other takes minutes.
  t.ok(seconds < maxSeconds, `${seconds} s of CPU time`)
})
