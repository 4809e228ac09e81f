/** Files that the bundler hands over as text. */
declare module '*.svg' {
  const text: string;
  export { text as default };
}
declare module '*.css' {
  const text: string;
  export { text as default };
}
