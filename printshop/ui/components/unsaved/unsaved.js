// Streamlit keeps what is typed for as long as the page is not reloaded. The browser words the
// question by itself, and only asks who has typed or pressed something here.
const ask = (event) => event.preventDefault();

export default function () {
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
