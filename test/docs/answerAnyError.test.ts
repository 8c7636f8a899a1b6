import { testPage } from './blocks.ts'

testPage('guides/answer-any-error.md', 2)
