// The page of all keys.

/// All keys that are shown.
export function rows(page) {
  return page.getByRole('main').getByRole('group').filter({ has: page.locator('summary') });
}

/// The row of a key.
export function keyRow(page, key) {
  return rows(page).filter({ has: page.locator('summary').getByText(key, { exact: true }) });
}
