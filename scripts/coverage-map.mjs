// Which files a test may cover: any of src. What examples and scripts do is theirs to test, not to measure.
// `COVERED` (a JSON list of files) limits it for `npm run coverage:folders`.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src', import.meta.url))
const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => `src/${file}`)
const files = process.env.COVERED === undefined ? all : JSON.parse(process.env.COVERED)

export default () => files
