element.querySelector("p").textContent = say("demo");

const draw = () => {};
