// Watches the light and the hand, and says one thing at a time, without chatter.
import { lightOf, lumaOf, motionBetween } from "./camera_light.js";

const EVERY = 250; // milliseconds
const HOLD = 1000; // milliseconds for which something must be so before it is said
const SHAKY = 0.04; // mean difference of luma between two looks; a hand at rest stays below a third of it
const FIRST = ["dark", "bright", "uneven"];

// `say(name)`: dark, bright, uneven, moving or good. Gives what ends it.
export function watch(video, say) {
  let before, said, thought, since;
  const look = () => {
    const luma = lumaOf(video, video.videoWidth, video.videoHeight);
    const seen = nameOf(lightOf(luma), before && motionBetween(luma, before));
    before = luma;
    if (seen !== thought) [thought, since] = [seen, performance.now()];
    if (thought === said || performance.now() - since < HOLD) return;
    said = thought;
    say(said);
  };
  const timer = setInterval(() => video.videoWidth && look(), EVERY);
  return () => clearInterval(timer);
}

const nameOf = (light, motion) => FIRST.find((name) => light[name]) ?? (motion > SHAKY ? "moving" : "good");
