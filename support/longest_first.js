/**
 * A Cucumber plugin: scenarios tagged @load start first. One of them takes longer than any
 * other; started last, it would still run when all others have ended.
 *
 * @type {import('@cucumber/cucumber/api').Plugin}
 */
module.exports = {
  type: 'plugin',
  coordinator({ transform }) {
    const isLoad = ({ pickle }) => pickle.tags.some(({ name }) => name === '@load')
    transform('pickles:order', (pickles) => [
      ...pickles.filter(isLoad),
      ...pickles.filter((each) => !isLoad(each)),
    ])
  },
}
