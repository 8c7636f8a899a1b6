// Every test may cover any file of src; what examples and scripts do is theirs to test, not to measure.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => `src/${file}`)

export default () => files
