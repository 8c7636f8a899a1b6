import { testPage } from './blocks.ts'

testPage('guides/reference-pages.md', 1)
