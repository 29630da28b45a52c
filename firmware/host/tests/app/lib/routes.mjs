// The addresses of the pages, as the menu and its pages lead to them.

export const ROUTES = [
  '#/charge',
  '#/schedule',
  '#/cards',
  '#/internet',
  '#/internet/advanced',
  '#/internet/advanced/mqtt',
  '#/internet/advanced/http',
  '#/keys',
  '#/keys/amp',
  '#/simulator',
];
