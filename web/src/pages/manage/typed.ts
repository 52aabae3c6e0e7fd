/** What ties a field of text to where its text is kept, and to what the API says about it (see `errorAt`). */
export const typed = (value: string, onType: (value: string) => void, error: string | null = null) => ({
  value,
  onChange: (event: { target: { value: string } }) => onType(event.target.value),
  error,
});
