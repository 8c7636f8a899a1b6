import { testPage } from './blocks.ts'

testPage('guides/declare-errors.md', 2)
