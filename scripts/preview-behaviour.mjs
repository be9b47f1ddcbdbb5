// Uses the consent page as a person would, with and without the enhancement script.

import assert from 'node:assert/strict'

const CONSENT_BUTTON = /allow|authori[sz]e|approve|continue|log ?in|sign ?in|select pages|next/i

async function postedBy(tab, press) {
  const posted = tab.waitForRequest((request) => request.method() === 'POST')
  await press()
  return new URLSearchParams((await posted).postData() ?? '')
}

async function openConsent(tab, origin) {
  await tab.goto(`${origin}/consent`)
  const texts = await tab.locator('button:visible').allInnerTexts()
  assert.equal(
    texts.find((text) => CONSENT_BUTTON.test(text)),
    'Allow access',
  )
}

const box = (tab, id) => tab.locator(`input[value="${id}"]`)

async function checkedPages(tab) {
  return tab
    .locator('[name=page_id]:checked')
    .evaluateAll((boxes) => boxes.map(({ value }) => value).sort())
}

async function chooseInTree(tab) {
  assert.equal(await box(tab, 'p1').evaluate((input) => input.indeterminate), true)
  await box(tab, 'p1').check()
  assert.deepEqual(await checkedPages(tab), ['p1', 'p2', 'p3', 'p4'])
  await box(tab, 'p4').uncheck()
  assert.deepEqual(await checkedPages(tab), ['p2', 'p3'])
}

async function filterTree(tab) {
  await tab.getByLabel('Search pages').fill('on CALL')
  assert.equal(await tab.locator('[data-page]:visible').count(), 2)
  await tab.getByRole('button', { name: 'Select all' }).click()
  assert.deepEqual(await checkedPages(tab), ['p2', 'p3', 'p6'])
  await tab.getByLabel('Search pages').fill('no such page')
  await tab.getByText('No page matches').waitFor()
  await tab.getByLabel('Search pages').fill('')
  assert.equal(await tab.getByText('3 chosen.').count(), 1)
}

export async function useWithScript(tab, origin) {
  await openConsent(tab, origin)
  await chooseInTree(tab)
  await filterTree(tab)
  await tab.getByLabel('Search pages').press('Enter')
  await box(tab, 'p8').press('Enter')
  assert.equal(tab.url(), `${origin}/consent`, 'Enter in the picker must not give access')
  const sent = await postedBy(tab, () => tab.getByRole('button', { name: 'Allow access' }).click())
  assert.deepEqual(sent.getAll('page_id'), ['p2', 'p6'], 'only the topmost choices are sent')
  assert.equal(sent.get('decision'), 'allow')

  await openConsent(tab, origin)
  await tab.getByLabel('Workspace').selectOption('w2')
  await tab.waitForURL(/workspace_id=w2/)

  await tab.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await tab.goto(`${origin}/integration-public`)
  await tab.getByRole('button', { name: 'Copy client ID' }).click()
  await tab.getByText('Copied').first().waitFor()
  const copied = await tab.evaluate(() => navigator.clipboard.readText())
  assert.equal(copied, '3f6c1a52-9a41-4b7e-8d1a-0c0a3f1f7e11')
}

export async function useWithoutScript(tab, origin) {
  await openConsent(tab, origin)
  await tab.getByLabel('Workspace').selectOption('w2')
  await tab.getByRole('button', { name: 'Change workspace' }).click()
  const { searchParams } = new URL(tab.url())
  assert.equal(searchParams.get('workspace_id'), 'w2')
  assert.equal(searchParams.get('state'), 'opaque state')
  assert.equal(searchParams.get('_csrf'), null, 'the token stays out of addresses')

  await openConsent(tab, origin)
  await box(tab, 'p8').check()
  const sent = await postedBy(tab, () => tab.getByRole('button', { name: 'Cancel' }).click())
  assert.deepEqual(sent.getAll('page_id'), ['p4', 'p8'])
  assert.equal(sent.get('decision'), 'cancel')
  assert.equal(sent.get('workspace_id'), 'w1')
}
