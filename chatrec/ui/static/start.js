// Answers may overtake one another: an older one is never drawn over a newer one.
let latest = null;
const redraw = () => {
  if (!props.value) return;
  const data = JSON.parse(props.value);
  if (latest && data.at < latest.at) return;
  // "again": an event failed, and what was drawn before it stands.
  latest = data.again ? latest : data;
  if (latest) draw(latest);
};
watch("value", redraw);
redraw();
