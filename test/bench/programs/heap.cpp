// The reference of the benchmark: the same workloads by hand, on a 4-ary heap of events. It knows nothing but them: no
// costs, no levels, no other devices. What it does not have to look up is the price of a simulator that can be told what
// to simulate.
//
// usage: heap WORKLOAD MICROSECONDS SEED      WORKLOAD: preempt, preempt16, mm1

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cmath>
#include <vector>

namespace {

using Time = std::int64_t;  // picoseconds
constexpr Time kMicrosecond = 1000000;

// xoroshiro128+ (Blackman and Vigna), seeded by splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : a_(mix(seed)), b_(mix(seed + 0x9e3779b97f4a7c15)) {}

  std::uint64_t next() {
    const std::uint64_t a = a_;
    std::uint64_t b = b_;
    const std::uint64_t result = a + b;
    b ^= a;
    a_ = rotate(a, 24) ^ b ^ (b << 16);
    b_ = rotate(b, 37);
    return result;
  }

  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }

 private:
  static std::uint64_t rotate(std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }
  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  std::uint64_t a_;
  std::uint64_t b_;
};

// Exponential with mean 1 by the ziggurat of Marsaglia and Tsang, 256 layers.
class Ziggurat {
 public:
  Ziggurat() {
    const double area = 3.949659822581572e-3;
    double edge = kTail;
    const double base = area / std::exp(-kTail);
    accept_[0] = kTail / base * kScale;
    accept_[1] = 0;
    width_[0] = base / kScale;
    width_[255] = kTail / kScale;
    height_[0] = 1;
    height_[255] = std::exp(-kTail);
    for (int i = 254; i >= 1; --i) {
      const double inner = -std::log(area / edge + std::exp(-edge));
      accept_[i + 1] = inner / edge * kScale;
      height_[i] = std::exp(-inner);
      width_[i] = inner / kScale;
      edge = inner;
    }
  }

  double operator()(Random& random) const {
    for (;;) {
      const auto bits = static_cast<std::uint32_t>(random.next() >> 32);
      const int layer = static_cast<int>(bits & 255);
      const double x = bits * width_[layer];
      if (bits < accept_[layer]) return x;
      if (layer == 0) return kTail - std::log(random.uniform());
      if (height_[layer] + random.uniform() * (height_[layer - 1] - height_[layer]) < std::exp(-x)) return x;
    }
  }

 private:
  static constexpr double kTail = 7.69711747013105;
  static constexpr double kScale = 4294967296.0;
  double accept_[256], width_[256], height_[256];
};

enum Kind : std::uint32_t { kArrival, kCompletion };

struct Event {
  Time time;
  std::uint32_t what;   // CPU and kind, which also order events of the same time
  std::uint32_t stamp;  // a completion whose stamp is not that of its CPU was cancelled

  bool before(const Event& other) const { return time != other.time ? time < other.time : what < other.what; }
};

class Heap {
 public:
  void push(const Event& event) {
    events_.push_back(event);
    std::size_t at = events_.size() - 1;
    while (at > 0) {
      const std::size_t parent = (at - 1) >> 2;
      if (!event.before(events_[parent])) break;
      events_[at] = events_[parent];
      at = parent;
    }
    events_[at] = event;
  }

  Event pop() {
    const Event first = events_[0];
    const Event last = events_.back();
    events_.pop_back();
    const std::size_t size = events_.size();
    std::size_t at = 0;
    for (;;) {
      const std::size_t child = 4 * at + 1;
      if (child >= size) break;
      std::size_t best = child;
      const std::size_t end = child + 4 < size ? child + 4 : size;
      for (std::size_t other = child + 1; other < end; ++other)
        if (events_[other].before(events_[best])) best = other;
      if (!events_[best].before(last)) break;
      events_[at] = events_[best];
      at = best;
    }
    if (size > 0) events_[at] = last;
    return first;
  }

 private:
  std::vector<Event> events_;
};

// Arrival times of packets that wait.
class Queue {
 public:
  bool empty() const { return first_ == last_; }
  void push(Time arrival) {
    if (last_ - first_ == ring_.size()) grow();
    ring_[last_++ & (ring_.size() - 1)] = arrival;
  }
  Time pop() { return ring_[first_++ & (ring_.size() - 1)]; }

 private:
  void grow() {
    std::vector<Time> larger(ring_.size() * 2);
    for (std::size_t i = first_; i != last_; ++i) larger[i & (larger.size() - 1)] = ring_[i & (ring_.size() - 1)];
    ring_.swap(larger);
  }
  std::vector<Time> ring_ = std::vector<Time>(64);
  std::size_t first_ = 0;
  std::size_t last_ = 0;
};

enum Level { kUser, kSoft, kHard };

struct Cpu {
  Level level = kUser;
  Time since = 0;
  Time end = 0;
  Time rest = 0;  // of the softint that was preempted
  Time softint = 0;  // arrival of the packet that the softint works on
  std::uint32_t stamp = 0;
  Queue ring, input;
  Time account[3] = {0, 0, 0};
};

class Simulation {
 public:
  Simulation(const char* workload, std::uint64_t seed) : random_(seed), cpus_(1) {
    if (std::strcmp(workload, "preempt16") == 0) cpus_.resize(16);
    if (std::strcmp(workload, "mm1") == 0) {
      exponential_service_ = true;
      gap_ = 10 * kMicrosecond;
      hard_ = 8 * kMicrosecond;
      soft_ = 0;
    }
  }

  void run(Time until) {
    for (std::uint32_t cpu = 0; cpu < cpus_.size(); ++cpu) arrive_later(0, cpu);
    for (;;) {
      const Event event = heap_.pop();
      if (event.time >= until) break;
      const std::uint32_t cpu = event.what >> 1;
      if ((event.what & 1) == kArrival) {
        ++events_;
        arrival(event.time, cpu);
      } else if (event.stamp == cpus_[cpu].stamp) {
        ++events_;
        completion(event.time, cpu);
      }
    }
    for (Cpu& cpu : cpus_) charge(cpu, until);
  }

  void print(double seconds) const {
    double time[3] = {0, 0, 0}, wall = 0;
    for (const Cpu& cpu : cpus_)
      for (int level = 0; level < 3; ++level) {
        time[level] += static_cast<double>(cpu.account[level]);
        wall += static_cast<double>(cpu.account[level]);
      }
    std::printf(
        "{\"packets\":%llu,\"events\":%llu,\"seconds\":%.6f,\"latency\":%.6f,\"interrupt\":%.6f,\"softint\":%.6f,"
        "\"user\":%.6f}\n",
        static_cast<unsigned long long>(delivered_), static_cast<unsigned long long>(events_), seconds,
        latency_ / static_cast<double>(delivered_) / kMicrosecond, time[kHard] / wall, time[kSoft] / wall,
        time[kUser] / wall);
  }

 private:
  void arrive_later(Time now, std::uint32_t cpu) {
    const Time gap = std::llround(static_cast<double>(gap_) * exponential_(random_));
    heap_.push({now + gap, cpu << 1 | kArrival, 0});
  }

  void arrival(Time now, std::uint32_t index) {
    Cpu& cpu = cpus_[index];
    cpu.ring.push(now);
    if (cpu.level != kHard) {
      if (cpu.level == kSoft) cpu.rest = cpu.end - now;
      begin(cpu, index, now, kHard, hard_time());
    }
    arrive_later(now, index);
  }

  void completion(Time now, std::uint32_t index) {
    Cpu& cpu = cpus_[index];
    if (cpu.level == kHard) {
      const Time arrival = cpu.ring.pop();
      if (soft_ == 0) deliver(now, arrival);
      else cpu.input.push(arrival);
    } else {
      deliver(now, cpu.softint);
    }
    if (!cpu.ring.empty()) {
      begin(cpu, index, now, kHard, hard_time());
    } else if (cpu.rest > 0) {
      const Time rest = cpu.rest;
      cpu.rest = 0;
      begin(cpu, index, now, kSoft, rest);
    } else if (!cpu.input.empty()) {
      cpu.softint = cpu.input.pop();
      begin(cpu, index, now, kSoft, soft_);
    } else {
      charge(cpu, now);
      cpu.level = kUser;
    }
  }

  void begin(Cpu& cpu, std::uint32_t index, Time now, Level level, Time time) {
    charge(cpu, now);
    cpu.level = level;
    cpu.end = now + time;
    heap_.push({cpu.end, index << 1 | kCompletion, ++cpu.stamp});
  }

  static void charge(Cpu& cpu, Time now) {
    cpu.account[cpu.level] += now - cpu.since;
    cpu.since = now;
  }

  void deliver(Time now, Time arrival) {
    ++delivered_;
    latency_ += static_cast<double>(now - arrival);
  }

  Time hard_time() {
    if (!exponential_service_) return hard_;
    return std::llround(static_cast<double>(hard_) * exponential_(random_));
  }

  Time gap_ = 12 * kMicrosecond;
  Time hard_ = 3 * kMicrosecond;
  Time soft_ = 7 * kMicrosecond;
  bool exponential_service_ = false;
  Random random_;
  Ziggurat exponential_;
  Heap heap_;
  std::vector<Cpu> cpus_;
  std::uint64_t events_ = 0;
  std::uint64_t delivered_ = 0;
  double latency_ = 0;
};

double cpu_seconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  Simulation simulation(argv[1], std::strtoull(argv[3], nullptr, 10));
  const double start = cpu_seconds();
  simulation.run(std::atoll(argv[2]) * kMicrosecond);
  simulation.print(cpu_seconds() - start);
}
