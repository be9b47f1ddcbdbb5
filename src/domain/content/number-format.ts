const CURRENCIES: Readonly<Record<string, string>> = {
  dollar: 'USD',
  australian_dollar: 'AUD',
  canadian_dollar: 'CAD',
  singapore_dollar: 'SGD',
  euro: 'EUR',
  pound: 'GBP',
  yen: 'JPY',
  ruble: 'RUB',
  rupee: 'INR',
  won: 'KRW',
  yuan: 'CNY',
  real: 'BRL',
  lira: 'TRY',
  rupiah: 'IDR',
  franc: 'CHF',
  hong_kong_dollar: 'HKD',
  new_zealand_dollar: 'NZD',
  krona: 'SEK',
  norwegian_krone: 'NOK',
  mexican_peso: 'MXN',
  rand: 'ZAR',
  new_taiwan_dollar: 'TWD',
  danish_krone: 'DKK',
  zloty: 'PLN',
  baht: 'THB',
  forint: 'HUF',
  koruna: 'CZK',
  shekel: 'ILS',
  chilean_peso: 'CLP',
  philippine_peso: 'PHP',
  dirham: 'AED',
  colombian_peso: 'COP',
  riyal: 'SAR',
  ringgit: 'MYR',
  leu: 'RON',
  argentine_peso: 'ARS',
  uruguayan_peso: 'UYU',
  peruvian_sol: 'PEN',
}

/** A number in the format of its property. */
export const formattedNumber = (value: number, format = 'number'): string => {
  const currency = CURRENCIES[format]
  if (currency !== undefined) return value.toLocaleString('en', { style: 'currency', currency })
  const maximumFractionDigits = 10
  if (format === 'percent')
    return value.toLocaleString('en', { style: 'percent', maximumFractionDigits })
  return value.toLocaleString('en', {
    maximumFractionDigits,
    useGrouping: format === 'number_with_commas',
  })
}
