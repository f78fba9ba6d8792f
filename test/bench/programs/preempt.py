"""The preemptive-interrupt workload in SimPy: Poisson packets, a 3 us interrupt preempts a 7 us softint, which preempts a
user loop. Prints packets and CPU seconds as JSON. Usage: preempt.py MICROSECONDS SEED"""

import json
import random
import sys
import time

import simpy

GAP, INTERRUPT, SOFTINT = 12.0, 3.0, 7.0


def main(end, seed):
    rng = random.Random(seed)
    env = simpy.Environment()
    cpu = simpy.PreemptiveResource(env, capacity=1)
    softint = simpy.Store(env)
    done = 0

    def work(priority, left):
        while left > 0:
            with cpu.request(priority=priority) as request:
                start = None
                try:
                    yield request
                    start = env.now
                    yield env.timeout(left)
                    left = 0
                except simpy.Interrupt:
                    # It may come in the very instant in which the CPU was granted.
                    left -= 0 if start is None else env.now - start

    def user():
        yield from work(2, float("inf"))

    def softint_server():
        nonlocal done
        while True:
            yield softint.get()
            yield from work(1, SOFTINT)
            done += 1

    def interrupt_handler():
        yield from work(0, INTERRUPT)
        softint.put(None)

    def traffic():
        while True:
            yield env.timeout(rng.expovariate(1 / GAP))
            env.process(interrupt_handler())

    env.process(user())
    env.process(softint_server())
    env.process(traffic())
    begin = time.process_time()
    env.run(until=end)
    print(json.dumps({"packets": done, "seconds": time.process_time() - begin}))


main(float(sys.argv[1]), int(sys.argv[2]))
