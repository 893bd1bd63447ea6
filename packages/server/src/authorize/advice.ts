/** What a person can do about a mistake of the application that sent them, while there is nowhere to send them back to. */
export const tellApplication =
  'Go back to the application and try again. If that does not help, tell the people who run it.';
