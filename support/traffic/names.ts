import type { Random } from '../random'

const given = [
  'Ana',
  'Zoë',
  'José María',
  'Łukasz',
  'Nguyễn',
  'Søren',
  'Ayşegül',
  'Дмитрий',
  'Ελένη',
  'محمد',
  'אברהם',
  'प्रिया',
  '小明',
  'さくら',
  '지우',
  'สมชาย',
  'D’Arcy',
  "Ta'Quan",
  'Robert "Bob"',
  '👩‍🚀 Sally',
] as const

const family = [
  'Smith',
  "O'Brien",
  'D’Angelo',
  'Müller-Lüdenscheidt',
  'García Márquez',
  'Þórsdóttir',
  'Krüger (né Weiß)',
  'Иванова',
  'Παπαδόπουλος',
  'الفارسي',
  'כהן',
  'शर्मा',
  '王',
  '山田',
  '김',
  'ศรีสุข',
  'van der "Slash\\Back"',
  "Bobby'); DROP TABLE users;--",
  'Ødegård 🦦',
  'e\u0301tude', // decomposed on purpose: stored as it is, not normalised
] as const

/**
 * A name as people have them: accents, other scripts, emoji, apostrophes, quotes. Comparing what was stored with
 * what was asked means little when every name is plain ASCII.
 */
export function drawName(random: Random): string {
  return `${random.pick(given)} ${random.pick(family)}`
}
