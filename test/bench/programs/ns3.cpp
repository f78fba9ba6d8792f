// The workloads of the benchmark on the simulation core of ns-3.
//
// usage: ns3 WORKLOAD MICROSECONDS SEED      WORKLOAD: preempt, preempt16, mm1

#include <ns3/core-module.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <queue>
#include <vector>

using namespace ns3;

namespace {

enum Level { kUser, kSoft, kHard };

std::uint64_t events = 0;

class Cpu {
 public:
  Cpu(const char* workload, std::int64_t stream)
      : exponential_(std::strcmp(workload, "mm1") == 0),
        hard_(exponential_ ? MicroSeconds(8) : MicroSeconds(3)),
        soft_(exponential_ ? Time(0) : MicroSeconds(7)),
        gap_(exponential_ ? 10e6 : 12e6),
        random_(CreateObject<ExponentialRandomVariable>()) {
    random_->SetAttribute("Mean", DoubleValue(1.0));
    random_->SetStream(stream);
    ArriveLater();
  }

  void Charge() {
    account[level_] += Simulator::Now() - since_;
    since_ = Simulator::Now();
  }

  Time account[3];
  std::uint64_t delivered = 0;
  double latency = 0;

 private:
  void ArriveLater() { Simulator::Schedule(PicoSeconds(std::llround(gap_ * random_->GetValue())), &Cpu::Arrive, this); }

  void Arrive() {
    ++events;
    ring_.push(Simulator::Now());
    if (level_ != kHard) {
      if (level_ == kSoft) {
        rest_ = Simulator::GetDelayLeft(completion_);
        Simulator::Cancel(completion_);
      }
      Begin(kHard, HardTime());
    }
    ArriveLater();
  }

  void Complete() {
    ++events;
    if (level_ == kHard) {
      if (soft_.IsZero()) Deliver(ring_.front());
      else input_.push(ring_.front());
      ring_.pop();
    } else {
      Deliver(softint_);
    }
    if (!ring_.empty()) {
      Begin(kHard, HardTime());
    } else if (rest_.IsStrictlyPositive()) {
      const Time rest = rest_;
      rest_ = Time(0);
      Begin(kSoft, rest);
    } else if (!input_.empty()) {
      softint_ = input_.front();
      input_.pop();
      Begin(kSoft, soft_);
    } else {
      Charge();
      level_ = kUser;
    }
  }

  void Begin(Level level, Time time) {
    Charge();
    level_ = level;
    completion_ = Simulator::Schedule(time, &Cpu::Complete, this);
  }

  Time HardTime() {
    return exponential_ ? PicoSeconds(std::llround(hard_.GetPicoSeconds() * random_->GetValue())) : hard_;
  }

  void Deliver(Time arrival) {
    ++delivered;
    latency += static_cast<double>((Simulator::Now() - arrival).GetPicoSeconds());
  }

  const bool exponential_;
  const Time hard_;
  const Time soft_;
  const double gap_;
  Ptr<ExponentialRandomVariable> random_;
  Level level_ = kUser;
  Time since_;
  Time rest_;
  Time softint_;
  EventId completion_;
  std::queue<Time> ring_, input_;
};

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  Time::SetResolution(Time::PS);
  RngSeedManager::SetSeed(static_cast<std::uint32_t>(std::atoi(argv[3])));
  // The heap is the fastest of its schedulers for these workloads.
  ObjectFactory scheduler(argc > 4 ? argv[4] : "ns3::HeapScheduler");
  Simulator::SetScheduler(scheduler);
  const int count = std::strcmp(argv[1], "preempt16") == 0 ? 16 : 1;
  std::vector<Cpu*> cpus;
  for (int cpu = 0; cpu < count; ++cpu) cpus.push_back(new Cpu(argv[1], cpu));
  Simulator::Stop(MicroSeconds(std::strtoull(argv[2], nullptr, 10)));
  const double start = CpuSeconds();
  Simulator::Run();
  const double seconds = CpuSeconds() - start;
  double time[3] = {0, 0, 0}, wall = 0, latency = 0;
  std::uint64_t delivered = 0;
  for (Cpu* cpu : cpus) {
    cpu->Charge();
    for (int level = 0; level < 3; ++level) {
      time[level] += cpu->account[level].GetSeconds();
      wall += cpu->account[level].GetSeconds();
    }
    delivered += cpu->delivered;
    latency += cpu->latency;
    delete cpu;
  }
  std::printf(
      "{\"packets\":%llu,\"events\":%llu,\"seconds\":%.6f,\"latency\":%.6f,\"interrupt\":%.6f,\"softint\":%.6f,"
      "\"user\":%.6f}\n",
      static_cast<unsigned long long>(delivered), static_cast<unsigned long long>(events), seconds,
      latency / static_cast<double>(delivered) / 1e6, time[kHard] / wall, time[kSoft] / wall, time[kUser] / wall);
  Simulator::Destroy();
}
